// A WebSocket server on gorilla/websocket; the second argument says what it does wrong, or how it ends.
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

var mode = os.Args[2]

// A connection whose n-th write is changed on its way to the socket.
type changedConn struct {
	net.Conn
	writes int
	mutex  sync.Mutex
}

func (c *changedConn) Write(b []byte) (int, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.writes++
	// the first write is the 101
	if c.writes == 5 {
		switch mode {
		case "drop-byte":
			// the first byte of a frame is lost
			_, err := c.Conn.Write(b[1:])
			return len(b), err
		case "four-nuls":
			_, err := c.Conn.Write(append([]byte{0, 0, 0, 0}, b...))
			return len(b), err
		case "four-nuls-inside":
			middle := len(b) / 2
			changed := append([]byte{}, b[:middle]...)
			changed = append(append(changed, 0, 0, 0, 0), b[middle:]...)
			_, err := c.Conn.Write(changed)
			return len(b), err
		}
	}
	return c.Conn.Write(b)
}

type changedListener struct{ net.Listener }

func (l changedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &changedConn{Conn: conn}, err
}

func closeArguments() (int, string) {
	code, _ := strconv.Atoi(os.Args[3])
	return code, os.Args[4]
}

func writeApart(conn net.Conn, payload string, pause time.Duration) {
	header := []byte{0x81, 126, 0, 0}
	binary.BigEndian.PutUint16(header[2:], uint16(len(payload)))
	conn.Write(header)
	time.Sleep(pause)
	for len(payload) > 0 {
		n := 700
		if n > len(payload) {
			n = len(payload)
		}
		conn.Write([]byte(payload[:n]))
		payload = payload[n:]
		time.Sleep(pause)
	}
}

func serve(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	if mode != "origin" {
		upgrader.CheckOrigin = func(*http.Request) bool { return true }
	}
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer c.Close()
	c.WriteJSON(map[string]any{"hello": "gorilla", "session": 4711})
	switch mode {
	case "limit":
		c.SetReadLimit(512)
	case "keepalive":
		c.SetReadDeadline(time.Now().Add(2500 * time.Millisecond))
		c.SetPongHandler(func(string) error {
			c.SetReadDeadline(time.Now().Add(2500 * time.Millisecond))
			return nil
		})
		go func() {
			for c.WriteControl(websocket.PingMessage, []byte("hb"), time.Now().Add(time.Second)) == nil {
				time.Sleep(time.Second)
			}
		}()
	case "keepalive-close":
		c.SetReadDeadline(time.Now().Add(2500 * time.Millisecond))
		c.WriteControl(websocket.PingMessage, []byte("hb"), time.Now().Add(time.Second))
	case "two-goroutines":
		go func() {
			rows := make([]string, 60)
			for i := range rows {
				rows[i] = fmt.Sprintf(`{"row":%d,"name":"sensor %d","value":%d.5}`, i, i%7, 20+i%9)
			}
			writeApart(c.UnderlyingConn(), "["+strings.Join(rows, ",")+"]", 15*time.Millisecond)
		}()
		go func() {
			for i := 0; i < 4; i++ {
				time.Sleep(17 * time.Millisecond)
				text := fmt.Sprintf(`{"heartbeat":%d,"load":0.%d}`, i, i+1)
				c.UnderlyingConn().Write(append([]byte{0x81, byte(len(text))}, text...))
			}
		}()
	}
	for n := 1; ; n++ {
		kind, message, err := c.ReadMessage()
		if err != nil {
			if mode == "keepalive-close" {
				text := websocket.FormatCloseMessage(1011, "heartbeat timed out")
				c.WriteControl(websocket.CloseMessage, text, time.Now().Add(time.Second))
			}
			return
		}
		c.WriteMessage(kind, []byte("echo: "+string(message)))
		if n == 2 && mode == "return" {
			return
		}
		if n == 2 && mode == "close" {
			code, reason := closeArguments()
			c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
			c.ReadMessage()
			return
		}
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/", serve)
	http.Serve(changedListener{listener}, nil)
}
