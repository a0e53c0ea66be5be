# A server on httpuv: server.R PORT MODE [CODE REASON]. It echoes; on the second text the mode acts.
given <- commandArgs(trailingOnly = TRUE)
mode <- given[2]
library(httpuv)
open <- function(ws) {
  count <- 0
  ws$send('{"hello":"httpuv","city":"Zürich"}')
  ws$onMessage(function(binary, message) {
    ws$send(if (binary) message else paste0("echo: ", message))
    count <<- count + 1
    if (count != 2) return()
    if (mode == "close") ws$close(as.integer(given[3]), given[4])
    if (mode == "throw") stop("no such order")
    if (mode == "kill") tools::pskill(Sys.getpid(), tools::SIGKILL)
    if (mode == "latin1") ws$send(as.raw(c(1, 2, 3)))
  })
}
refuse <- function(req) list(status = 404L, headers = list("Content-Type" = "text/html"), body = "<h1>Not Found</h1>")
application <- list(call = refuse)
if (mode != "refuse") application$onWSOpen <- open
server <- startServer("127.0.0.1", as.integer(given[1]), application)
repeat service(100)
