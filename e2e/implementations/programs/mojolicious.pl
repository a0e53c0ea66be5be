# Mojolicious as client or server: <client|server>. See node.mjs for the protocol.
use Mojo::Base -strict;
use Mojo::IOLoop;
use Mojo::JSON qw(encode_json false);
use Mojo::Server::Daemon;
use Mojo::UserAgent;
use Mojolicious;

$| = 1;

# Mojolicious names no fault: the code of the Close frame that it sends is all that it says.
sub watch {
  my ($i, $tx) = @_;
  my $is_their_end;
  $tx->on(frame => sub { my ($self, $frame) = @_; $is_their_end = 1 if $frame->[4] == 8 });
  $tx->on(finish => sub {
    my ($self, $code, $reason) = @_;
    say encode_json {i => $i + 0, text => $is_their_end ? undef : ($reason // '')};
  });
}

if ($ARGV[0] eq 'server') {
  my $app = Mojolicious->new;
  $app->log->level('fatal');
  $app->routes->websocket('/:i' => sub {
    my $c = shift;
    $c->tx->with_compression;
    watch($c->param('i'), $c->tx);
    $c->rendered(101);
  });
  my $daemon = Mojo::Server::Daemon->new(app => $app, listen => ['http://127.0.0.1'], silent => 1);
  $daemon->start;
  say encode_json {port => $daemon->ports->[0] + 0};
  Mojo::IOLoop->start;
}
else {
  my $agent = Mojo::UserAgent->new;
  open my $input, '<&', \*STDIN;
  my $rest = '';
  Mojo::IOLoop->singleton->reactor->io($input => sub {
    my $count = sysread $input, my $data, 65536;
    return Mojo::IOLoop->stop unless $count;
    $rest .= $data;
    while ($rest =~ s/^(\d+) (\S+) (\d)\n//) {
      my ($i, $url, $deflate) = ($1, $2, $3);
      my $headers = $deflate ? {'Sec-WebSocket-Extensions' => 'permessage-deflate'} : {};
      $agent->websocket($url => $headers => sub {
        my ($self, $tx) = @_;
        return say encode_json {i => $i + 0, text => 'handshake failed'} unless $tx->is_websocket;
        watch($i, $tx);
      });
    }
  })->watch($input, 1, 0);
  Mojo::IOLoop->start;
}
