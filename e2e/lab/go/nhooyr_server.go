// A WebSocket server on nhooyr.io/websocket; the second argument says how it ends a connection.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"nhooyr.io/websocket"
)

var mode = os.Args[2]

func serve(w http.ResponseWriter, r *http.Request) {
	options := &websocket.AcceptOptions{InsecureSkipVerify: mode != "origin"}
	if mode == "deflate" {
		options.CompressionMode = websocket.CompressionContextTakeover
		options.CompressionThreshold = 1
	} else {
		options.CompressionMode = websocket.CompressionDisabled
	}
	c, err := websocket.Accept(w, r, options)
	if err != nil {
		return
	}
	c.SetReadLimit(2000)
	ctx := context.Background()
	c.Write(ctx, websocket.MessageText, []byte(`{"hello":"nhooyr","city":"Köln"}`))
	if mode == "keepalive" {
		go func() {
			for {
				time.Sleep(time.Second)
				limited, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
				err := c.Ping(limited)
				cancel()
				if err != nil {
					c.Close(websocket.StatusPolicyViolation, "ping failed")
					return
				}
			}
		}()
	}
	for n := 1; ; n++ {
		kind, message, err := c.Read(ctx)
		if err != nil {
			return
		}
		if mode == "deflate" {
			c.Write(ctx, kind, []byte(strings.Repeat("echo: "+string(message)+" ", 6)))
		} else {
			c.Write(ctx, kind, []byte("echo: "+string(message)))
		}
		if n == 2 && mode == "close" {
			code, _ := strconv.Atoi(os.Args[3])
			c.Close(websocket.StatusCode(code), os.Args[4])
			return
		}
		if n == 2 && mode == "return" {
			c.Close(websocket.StatusInternalError, "")
			return
		}
	}
}

func main() {
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Args[1], http.HandlerFunc(serve)))
}
