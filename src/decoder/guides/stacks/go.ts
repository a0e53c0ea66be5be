import type { Guide } from '../guide.ts';

const go = (text: string) => ({ language: 'go' as const, text });
const ran = { notRun: 'Go is not in the test; checked against the documentation of the packages.' };
const gorilla = 'https://pkg.go.dev/github.com/gorilla/websocket';

/** Go with gorilla/websocket, coder/websocket and gobwas/ws. */
export const goGuide: Guide = {
  stack: 'go',
  name: 'Go',
  versions: 'Documented for gorilla/websocket 1.5, coder/websocket 1.8, gobwas/ws 1.4.',
  fixes: [
    {
      id: 'one-writer',
      causes: ['concurrent-writes', 'short-write'],
      title: 'One writer for each connection',
      wrong: go(`go func() {
	for range time.Tick(20 * time.Second) {
		conn.WriteMessage(websocket.PingMessage, nil)
	}
}()
for event := range events {
	conn.WriteJSON(event)
}
`),
      right: go(`ping := time.NewTicker(20 * time.Second)
defer ping.Stop()
for {
	select {
	case event := <-events:
		if err := conn.WriteJSON(event); err != nil {
			return
		}
	case <-ping.C:
		if err := conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second)); err != nil {
			return
		}
	}
}
`),
      why: 'gorilla allows one goroutine that writes (WriteControl and Close apart) and one that reads; it panics with "concurrent write to websocket connection" when it notices. With gobwas/ws on a bare net.Conn nothing notices, and the frames tear each other.',
      confirm: 'go test -race must be silent, and a capture must hold whole frames.',
      ran,
      source: `${gorilla}#hdr-Concurrency`,
    },
    {
      id: 'read-limit',
      causes: ['message-too-large'],
      title: 'Set the read limit',
      wrong: go(`conn, err := websocket.Accept(w, r, nil) // coder/websocket: 32,768 bytes
`),
      right: go(`conn, err := websocket.Accept(w, r, nil)
if err != nil {
	return
}
conn.SetReadLimit(8 << 20)
`),
      why: 'coder/websocket (formerly nhooyr) closes with 1009 above 32,768 bytes unless told otherwise. gorilla has no limit until SetReadLimit is called.',
      confirm: 'Send a message of 100 KB: no close with 1009 may come.',
      ran,
      source: 'https://pkg.go.dev/github.com/coder/websocket#Conn.SetReadLimit',
    },
    {
      id: 'write-after-upgrade',
      causes: ['http-response-on-websocket', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [200, 500], tunnel: false } },
      title: 'Write nothing to the ResponseWriter after the upgrade',
      wrong: go(`conn, err := upgrader.Upgrade(w, r, nil)
if err != nil {
	http.Error(w, err.Error(), http.StatusBadRequest)
}
defer conn.Close()
w.WriteHeader(http.StatusOK)
`),
      right: go(`conn, err := upgrader.Upgrade(w, r, nil)
if err != nil {
	return // Upgrade has answered already
}
defer conn.Close()
`),
      why: 'Upgrade takes the connection over and answers errors itself. net/http only logs "response.WriteHeader on hijacked connection", but a middleware that wraps the writer may write to the socket; it must also pass http.Hijacker on, or Upgrade answers 500.',
      confirm: 'The log must hold no "hijacked connection".',
      ran,
      source: `${gorilla}#Upgrader.Upgrade`,
    },
    {
      id: 'check-origin',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [403], tunnel: false } },
      title: 'Name the origins that may connect',
      wrong: go(`var upgrader = websocket.Upgrader{}
`),
      right: go(`var upgrader = websocket.Upgrader{
	CheckOrigin: func(r *http.Request) bool {
		return r.Header.Get("Origin") == "https://app.example.com"
	},
}
`),
      why: 'Without CheckOrigin gorilla answers 403 when Origin and Host differ, as they do behind a proxy that does not pass Host on. Returning true for everybody lets any page connect with the cookies of your users.',
      confirm: 'The upgrade must give 101 with that Origin, and 403 with another.',
      ran,
      source: `${gorilla}#hdr-Origin_Considerations`,
    },
    {
      id: 'buffered-reader',
      causes: ['bytes-lost', 'valid-bytes-receiver-at-fault'],
      title: 'Read on from the reader that Hijack returns',
      wrong: go(`conn, _, err := w.(http.Hijacker).Hijack()
frame, err := ws.ReadFrame(conn)
`),
      right: go(`conn, buffered, err := w.(http.Hijacker).Hijack()
frame, err := ws.ReadFrame(buffered.Reader)
`),
      why: 'Bytes that came with the request are in the buffer. Read from the connection alone, the first frame is lost or truncated.',
      confirm: 'A client that sends a frame in the same packet as its request must be answered.',
      ran,
      source: 'https://pkg.go.dev/net/http#Hijacker',
    },
  ],
};
