# A server on Protocol::WebSocket, as its examples write one: protocol_server.pl PORT MODE [CODE REASON].
use strict; use warnings; use utf8;
use IO::Socket::INET;
use Time::HiRes 'sleep';
use Encode 'encode_utf8';
use Protocol::WebSocket::Handshake::Server;
use Protocol::WebSocket::Frame;

my ($port, $mode, $code, $reason) = @ARGV;
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 5, ReuseAddr => 1) or die $!;
$SIG{CHLD} = 'IGNORE';

sub text { Protocol::WebSocket::Frame->new(buffer => $_[0], type => 'text', @_[1 .. $#_])->to_bytes }

while (my $socket = $listen->accept) {
    $socket->autoflush(1);
    my $handshake = Protocol::WebSocket::Handshake::Server->new;
    until ($handshake->is_done) { sysread($socket, my $chunk, 4096) or last; $handshake->parse($chunk); }
    syswrite $socket, $handshake->to_string;
    my $masked = $mode eq 'masked' ? (masked => 1) : ();
    syswrite $socket, text('{"hello":"perl","city":"Zürich"}', @{[ $masked ? (masked => 1) : () ]});
    my $frame = Protocol::WebSocket::Frame->new;
    my $count = 0;
    CHUNK: while (sysread($socket, my $chunk, 65536)) {
        $frame->append($chunk);
        while (defined(my $message = $frame->next)) {
            last CHUNK if $frame->is_close;
            $count++;
            syswrite $socket, text("echo: $message", $masked ? (masked => 1) : ());
            next unless $count == 2;
            if ($mode eq 'close') {
                # by then the next message of the client has come, and it is answered after the Close
                sleep 0.1;
                syswrite $socket, Protocol::WebSocket::Frame->new(type => 'close', buffer => pack('n', $code) . $reason)->to_bytes;
            } elsif ($mode eq 'close-as-text') {
                # the code is given as text, not as two bytes
                syswrite $socket, Protocol::WebSocket::Frame->new(type => 'close', buffer => "$code $reason")->to_bytes;
            } elsif ($mode eq 'raw') {
                print {$socket} "Use of uninitialized value in concatenation at server.pl line 41.\n";
            } elsif ($mode eq 'continuation') {
                syswrite $socket, Protocol::WebSocket::Frame->new(buffer => 'part of nothing', opcode => 0)->to_bytes;
            } elsif ($mode eq 'not-final') {
                # fin => 0 for each row, and never a continuation
                syswrite $socket, text("row $_", fin => 0) for 1 .. 4;
            } elsif ($mode eq 'rsv') {
                syswrite $socket, Protocol::WebSocket::Frame->new(buffer => '{"n":1}', rsv => [1, 0, 0])->to_bytes;
            } elsif ($mode eq 'two-processes') {
                my $rows = text('{"rows":["' . ('0123456789 ' x 900) . '"]}');
                if (fork() == 0) {
                    for my $n (1 .. 3) { sleep 0.05; syswrite $socket, text("{\"heartbeat\":$n}"); }
                    exit 0;
                }
                for (my $at = 0; $at < length $rows; $at += 1400) { syswrite $socket, substr($rows, $at, 1400); sleep 0.15; }
            } elsif ($mode eq 'die') {
                my $bytes = text('z' x 5000);
                syswrite $socket, substr($bytes, 0, 2100);
                kill KILL => $$;
            } elsif ($mode eq 'bytes') {
                # the frame is printed to a handle with an :utf8 layer, so each byte over 7f becomes two
                binmode $socket, ':utf8';
                print {$socket} text('{"name":"Jürgen Groß","n":1}');
                print {$socket} text('{"name":"' . ('ä' x 150) . '","n":2}');
                binmode $socket;
            }
        }
    }
    close $socket;
}
