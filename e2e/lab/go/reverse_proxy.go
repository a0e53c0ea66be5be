// A reverse proxy on net/http/httputil: reverse_proxy PORT TARGET MODE.
package main

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"time"
)

func main() {
	port, target, mode := os.Args[1], os.Args[2], os.Args[3]
	back, _ := url.Parse("http://127.0.0.1:" + target)
	proxy := httputil.NewSingleHostReverseProxy(back)
	var handler http.Handler = proxy
	switch mode {
	case "timeout":
		handler = http.TimeoutHandler(proxy, 2*time.Second, "took too long")
	case "strip":
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Upgrade")
			r.Header.Del("Connection")
			proxy.ServeHTTP(w, r)
		})
	case "copy":
		// a proxy that knows no upgrade: it makes a request of its own with the header of the client
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			out, _ := http.NewRequest(r.Method, back.String()+r.URL.Path, nil)
			out.Header = r.Header.Clone()
			answer, err := http.DefaultTransport.RoundTrip(out)
			if err != nil {
				http.Error(w, err.Error(), 502)
				return
			}
			defer answer.Body.Close()
			for name, values := range answer.Header {
				w.Header()[name] = values
			}
			w.WriteHeader(answer.StatusCode)
			io.Copy(w, answer.Body)
		})
	}
	http.ListenAndServe("127.0.0.1:"+port, handler)
}
