// A WebSocket server on golang.org/x/net/websocket; the second argument says how it ends a connection.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/net/websocket"
)

var mode = os.Args[2]

// Counts the writes of a connection and changes one of them.
type changedConn struct {
	net.Conn
	writes int
}

func (c *changedConn) Write(b []byte) (int, error) {
	c.writes++
	if c.writes == 6 && mode == "die" {
		c.Conn.Write(b[:len(b)/3])
		time.Sleep(20 * time.Millisecond)
		os.Exit(1)
	}
	return c.Conn.Write(b)
}

type changedListener struct{ net.Listener }

func (l changedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &changedConn{Conn: conn}, err
}

func talk(c *websocket.Conn) {
	if mode == "limit" {
		c.MaxPayloadBytes = 2000
	}
	websocket.Message.Send(c, `{"hello":"x/net","zone":"Zürich"}`)
	for n := 1; ; n++ {
		var text string
		err := websocket.Message.Receive(c, &text)
		if err == websocket.ErrFrameTooLarge {
			c.WriteClose(1009)
			return
		}
		if err != nil {
			return
		}
		websocket.Message.Send(c, "echo: "+text)
		if n == 2 && mode == "return" {
			return
		}
		if n == 2 && mode == "panic" {
			panic("no such order")
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	var handler http.Handler = websocket.Server{Handler: talk}
	if mode == "origin" {
		handler = websocket.Handler(talk)
	}
	fmt.Fprintln(os.Stderr, http.Serve(changedListener{listener}, handler))
}
