% A server on SWI-Prolog's websocket library: server.pl PORT MODE [CODE REASON]. On the second text the mode acts.
:- use_module(library(http/thread_httpd)).
:- use_module(library(http/http_dispatch)).
:- use_module(library(http/websocket)).
:- http_handler(root(.), start, [spawn([]), prefix]).
:- dynamic mode/3.
:- initialization(main, main).

main([Port, Mode | Rest]) :-
    ( Rest = [Code, Reason | _] -> true ; Code = '1000', Reason = '' ),
    asserta(mode(Mode, Code, Reason)),
    atom_number(Port, Number),
    http_server(http_dispatch, [port('127.0.0.1':Number)]),
    thread_get_message(stop).

start(Request) :-
    mode(throw_before, _, _), !,
    throw(http_reply(unavailable('no such room'), [], Request)).
start(Request) :- http_upgrade_to_websocket(talk, [subprotocols([chat])], Request).

talk(Socket) :-
    ws_send(Socket, text("{\"hello\":\"prolog\"}")),
    talk(Socket, 1).

talk(Socket, Count) :-
    ws_receive(Socket, Message),
    ( Message.opcode == close -> true
    ; atom_concat('echo: ', Message.data, Answer),
      ws_send(Socket, text(Answer)),
      mode(Mode, Code, Reason),
      ( Count == 2 -> act(Mode, Socket, Code, Reason) ; true ),
      Next is Count + 1,
      talk(Socket, Next)
    ).

act(close, Socket, Code, Reason) :- !, atom_number(Code, Number), ws_close(Socket, Number, Reason).
act(throw, _, _, _) :- !, throw(error(existence_error(order, 17), _)).
act(fail, _, _, _) :- !, fail.
act(kill, _, _, _) :- !, current_prolog_flag(pid, Pid), format(atom(Command), 'kill -9 ~w', [Pid]), shell(Command).
act(_, _, _, _).
