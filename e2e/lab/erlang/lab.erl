%% Servers in Erlang: start(yaws|cowboy, Port, Mode, Code, Reason). Both echo; on the second text the mode acts.
-module(lab).
-export([start/1, out/1, init/1, handle_open/2, handle_message/2, init/2, websocket_init/1, websocket_handle/2, websocket_info/2]).

start([Server, Port | Rest]) ->
    [Mode, Code, Reason] = case Rest of [One] -> [One, "1000", ""]; Three -> Three end,
    persistent_term:put(mode, Mode),
    persistent_term:put(close, {list_to_integer(Code), list_to_binary(Reason)}),
    run(Server, list_to_integer(Port), Mode).

run("yaws", Port, _) ->
    {ok, Folder} = file:get_cwd(),
    ok = yaws:start_embedded(Folder,
        [{port, Port}, {listen, {127,0,0,1}}, {servername, "lab"}, {docroot, Folder}, {appmods, [{"/", lab}]}],
        [{id, "lab"}, {logdir, Folder}], "lab");
run("cowboy", Port, Mode) ->
    {ok, _} = application:ensure_all_started(cowboy),
    Dispatch = cowboy_router:compile([{'_', [{"/[...]", lab, Mode}]}]),
    {ok, _} = cowboy:start_clear(lab, [{ip, {127,0,0,1}}, {port, Port}], #{env => #{dispatch => Dispatch}}).

echo(Text) -> <<"echo: ", Text/binary>>.

%% Yaws

out(_Arg) ->
    case persistent_term:get(mode) of
        "refuse" -> [{status, 401}, {header, ["WWW-Authenticate: ", "Basic realm=\"orders\""]}, {content, "application/json", "{\"error\":\"token\"}"}];
        "keepalive" ->
            {websocket, lab, [{keepalive, true}, {keepalive_timeout, 1000}, {keepalive_grace_period, 700}, {drop_on_timeout, true}]};
        _ -> {websocket, lab, []}
    end.

init(_) -> {ok, 0}.

handle_open(Socket, Count) ->
    yaws_api:websocket_send(Socket, {text, <<"{\"hello\":\"yaws\",\"city\":\"Z\x{c3}\x{bc}rich\"}">>}),
    {ok, Count}.

handle_message({text, Text}, Count) ->
    Answer = {text, echo(Text)},
    case {persistent_term:get(mode), Count + 1} of
        {"close", 2} -> {close, persistent_term:get(close)};
        {"throw", 2} -> error(no_such_order);
        {"kill", 2} -> erlang:halt(137, [{flush, false}]);
        {_, Next} -> {reply, Answer, Next}
    end;
handle_message({binary, Data}, Count) -> {reply, {binary, Data}, Count};
handle_message({close, Status, _}, _) -> {close, Status}.

%% Cowboy

init(Req, "refuse") ->
    {ok, cowboy_req:reply(403, #{<<"content-type">> => <<"application/json">>}, <<"{\"error\":\"origin\"}">>, Req), ok};
init(_, "throw-before") -> error(no_such_room);
init(Req, "deflate") -> {cowboy_websocket, Req, 0, #{compress => true}};
init(Req, "limit") -> {cowboy_websocket, Req, 0, #{max_frame_size => 2000}};
init(Req, "idle") -> {cowboy_websocket, Req, 0, #{idle_timeout => 2000}};
init(Req, _) -> {cowboy_websocket, Req, 0}.

websocket_init(State) -> {[{text, <<"{\"hello\":\"cowboy\",\"city\":\"Z\x{c3}\x{bc}rich\"}">>}], State}.

websocket_handle({text, Text}, Count) ->
    Answer = {text, echo(Text)},
    case {persistent_term:get(mode), Count + 1} of
        {"close", 2} -> {Code, Reason} = persistent_term:get(close), {[Answer, {close, Code, Reason}], 2};
        {"stop", 2} -> {[Answer, stop], 2};
        {"throw", 2} -> error(no_such_order);
        {"kill", 2} -> erlang:halt(137, [{flush, false}]);
        {"utf16", 2} -> {[Answer, {text, unicode:characters_to_binary(<<"{\"a\":1}">>, utf8, utf16)}], 2};
        {"latin1", 2} -> {[Answer, {text, <<"{\"city\":\"Z", 16#fc, "rich\"}">>}], 2};
        {_, Next} -> {[Answer], Next}
    end;
websocket_handle(_, State) -> {[], State}.

websocket_info(_, State) -> {[], State}.
