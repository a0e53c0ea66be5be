# A WebSocket server on tcllib: server.tcl PORT MODE [CODE REASON].
package require websocket
lassign $argv port mode code reason
set count 0

proc talk {sock type text} {
  global count mode code reason
  if {$type ne "text"} return
  incr count
  ::websocket::send $sock text "echo: $text"
  if {$count != 2} return
  switch $mode {
    close { ::websocket::close $sock $code $reason }
    exit { exit 3 }
    puts { puts -nonewline $sock "tick 1\n"; flush $sock }
    continuation { ::websocket::send $sock continuation "rest of it" }
    part { ::websocket::send $sock text "a part" 0; ::websocket::send $sock text "another whole" }
    latin1 {
      fconfigure $sock -translation binary
      puts -nonewline $sock "\x81\x0aGr\xfc\xdfe, Tcl"; flush $sock
    }
    auto { fconfigure $sock -translation crlf; ::websocket::send $sock text "first\nsecond\nthird" }
  }
}

proc accept {sock address peer} {
  fconfigure $sock -translation binary -blocking 0 -buffering none
  set ::head($sock) ""
  fileevent $sock readable [list head $sock]
}

proc head {sock} {
  global head mode
  append head($sock) [read $sock]
  if {[eof $sock]} { close $sock; return }
  if {![string match "*\r\n\r\n" $head($sock)]} return
  fileevent $sock readable {}
  set fields {}
  foreach line [lrange [split [string map {\r\n \n} $head($sock)] \n] 1 end] {
    if {[regexp {^([^:]+):\s*(.*)$} $line - name value]} { lappend fields $name $value }
  }
  ::websocket::live $::ws "/" ::talk chat
  if {[::websocket::test $::ws $sock "/" $fields]} {
    if {$mode ne "lf"} { fconfigure $sock -translation crlf }
    ::websocket::upgrade $sock
    ::websocket::send $sock text "{\"hello\":\"tcllib\",\"city\":\"Zürich\"}"
  } else {
    puts -nonewline $sock "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"; close $sock
  }
}
encoding system utf-8
set ws [socket -server accept -myaddr 127.0.0.1 $port]
::websocket::server $ws
vwait forever
