# A client on AnyEvent::WebSocket::Client: anyevent_client.pl PORT MODE.
use strict; use warnings;
use AnyEvent::WebSocket::Client;
my ($port, $mode) = @ARGV;
my $done = AnyEvent->condvar;
AnyEvent::WebSocket::Client->new->connect("ws://127.0.0.1:$port/")->cb(sub {
    our $one = eval { shift->recv };
    return $done->send if !$one;
    my $count = 0;
    $one->on(each_message => sub {
        $count++;
        if ($count < 3) { $one->send("{\"n\":$count}"); return; }
        if ($mode eq 'raw') { $one->handle->push_write("{\"n\":$count}\n"); }
        elsif ($mode eq 'exit') { exit 0; }
        elsif ($mode eq 'close') { $one->close(4002, 'seen enough'); }
    });
    $one->on(finish => sub { $done->send });
});
my $late = AnyEvent->timer(after => 3, cb => sub { $done->send });
$done->recv;
