# A WebSocket server on Mojolicious; the second argument says how it ends a connection.
use Mojolicious::Lite -signatures;
use Mojo::Server::Daemon;

my ($port, $mode, $code, $reason) = @ARGV;
app->log->level('fatal');

websocket '/*any' => {any => ''} => sub ($c) {
  my $count = 0;
  $c->tx->max_websocket_size(2000) if $mode eq 'limit';
  $c->send({json => {hello => 'Mojolicious', id => 17}});
  $c->on(message => sub ($c, $text) {
    $count++;
    $c->send("echo: $text");
    $c->finish($code => $reason) if $mode eq 'close' && $count == 2;
  });
};
any '/*any' => {any => ''} => sub ($c) { $c->render(text => 'a page', status => 200) };

my $daemon = Mojo::Server::Daemon->new(app => app, listen => ["http://127.0.0.1:$port"], silent => 1);
$daemon->inactivity_timeout(12) if $mode eq 'inactive';
$daemon->run;
