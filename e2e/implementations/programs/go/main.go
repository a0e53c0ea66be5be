// WebSocket packages of Go as clients or servers: <package> <client|server>. See ../node.mjs for the protocol.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	xnet "golang.org/x/net/websocket"
	nhooyr "nhooyr.io/websocket"
)

type line struct {
	I     string  `json:"-"`
	Text  *string `json:"text"`
	Error string  `json:"error,omitempty"`
	Sure  bool    `json:"sure,omitempty"`
}

// Whether nhooyr met an error of its own, rather than the end of the connection.
func isSure(text *string, kind string) bool {
	return text != nil && kind == "*fmt.wrapError" && !strings.Contains(*text, "EOF") && !strings.Contains(*text, "reset")
}

func say(i string, text *string, kind string) {
	words, _ := json.Marshal(line{Text: text, Error: kind, Sure: isSure(text, kind)})
	fmt.Printf("{\"i\":%s,%s\n", i, string(words)[1:])
}

func sayError(i string, err error) {
	text := err.Error()
	say(i, &text, fmt.Sprintf("%T", err))
}

func runGorilla(i string, conn *websocket.Conn) {
	defer conn.Close()
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			if _, isClose := err.(*websocket.CloseError); isClose && !strings.Contains(err.Error(), "1006") {
				say(i, nil, "")
			} else {
				sayError(i, err)
			}
			time.Sleep(20 * time.Millisecond)
			return
		}
	}
}

func runNhooyr(i string, conn *nhooyr.Conn) {
	for {
		if _, _, err := conn.Read(context.Background()); err != nil {
			if nhooyr.CloseStatus(err) != -1 {
				say(i, nil, "")
			} else {
				sayError(i, err)
			}
			// Closing would send code 1000, whatever the error.
			return
		}
	}
}

// x/net says EOF for a Close frame, for the end of the stream and for a fault: only the Close frame tells the last.
func runXnet(i string, conn *xnet.Conn) {
	for {
		var message []byte
		if err := xnet.Message.Receive(conn, &message); err == io.EOF {
			say(i, nil, "")
			conn.Close()
			return
		} else if err != nil {
			text := err.Error()
			words, _ := json.Marshal(line{Text: &text, Sure: true})
			fmt.Printf("{\"i\":%s,%s\n", i, string(words)[1:])
			select {}
		}
	}
}

func client(name, i, url string, deflate bool) {
	switch name {
	case "gorilla":
		dialer := websocket.Dialer{EnableCompression: deflate}
		conn, _, err := dialer.Dial(url, nil)
		if err != nil {
			sayError(i, err)
			return
		}
		runGorilla(i, conn)
	case "nhooyr":
		options := &nhooyr.DialOptions{CompressionMode: nhooyr.CompressionDisabled}
		if deflate {
			options.CompressionMode = nhooyr.CompressionContextTakeover
		}
		options.HTTPClient = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		conn, _, err := nhooyr.Dial(context.Background(), url, options)
		if err != nil {
			sayError(i, err)
			return
		}
		runNhooyr(i, conn)
	case "xnet":
		conn, err := xnet.Dial(url, "", "http://127.0.0.1/")
		if err != nil {
			sayError(i, err)
			return
		}
		runXnet(i, conn)
	}
}

func serve(name string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("{\"port\":%d}\n", listener.Addr().(*net.TCPAddr).Port)
	upgrader := websocket.Upgrader{EnableCompression: true, CheckOrigin: func(*http.Request) bool { return true }}
	handler := func(w http.ResponseWriter, r *http.Request) {
		i := r.URL.Path[1:]
		switch name {
		case "gorilla":
			if conn, err := upgrader.Upgrade(w, r, nil); err == nil {
				runGorilla(i, conn)
			}
		case "nhooyr":
			options := &nhooyr.AcceptOptions{InsecureSkipVerify: true, CompressionMode: nhooyr.CompressionContextTakeover}
			if conn, err := nhooyr.Accept(w, r, options); err == nil {
				runNhooyr(i, conn)
			}
		case "xnet":
			server := xnet.Server{Handler: func(conn *xnet.Conn) { runXnet(i, conn) }}
			server.ServeHTTP(w, r)
		}
	}
	http.Serve(listener, http.HandlerFunc(handler))
}

func main() {
	name := os.Args[1]
	if os.Args[2] == "server" {
		serve(name)
		return
	}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		words := strings.Fields(input.Text())
		go client(name, words[0], words[1], words[2] == "1")
	}
}
