// A server of Netty with its LoggingHandler, and a client that writes three frames by hand. Run by netty.py.
import io.netty.bootstrap.*; import io.netty.channel.*; import io.netty.channel.nio.*; import io.netty.channel.socket.nio.*; import io.netty.handler.logging.*; import io.netty.handler.codec.http.*; import io.netty.handler.codec.http.websocketx.*; import io.netty.buffer.*; import java.net.*; import java.io.*;
public class NettyLog {
  public static void main(String[] a) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler((t, e) -> { e.printStackTrace(); System.exit(1); });
    EventLoopGroup g = new NioEventLoopGroup(1);
    Channel server = new ServerBootstrap().group(g).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<Channel>() { protected void initChannel(Channel c) {
      c.pipeline().addLast(new LoggingHandler(LogLevel.INFO), new HttpServerCodec(), new HttpObjectAggregator(65536), new WebSocketServerProtocolHandler("/ws"), new SimpleChannelInboundHandler<WebSocketFrame>() { protected void channelRead0(ChannelHandlerContext x, WebSocketFrame f) { x.writeAndFlush(f.retain()); } }); } }).bind("127.0.0.1", 0).sync().channel();
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    URI uri = new URI("ws://127.0.0.1:" + port + "/ws");
    java.net.Socket k = new java.net.Socket("127.0.0.1", port); OutputStream o = k.getOutputStream(); InputStream in = k.getInputStream();
    o.write("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".getBytes()); o.flush(); Thread.sleep(2500);
    byte[][] frames = { { (byte)0x81, (byte)0x85, 0x37, (byte)0xfa, 0x21, 0x3d, 0x7f, (byte)0x9f, 0x4d, 0x51, 0x58 }, new byte[46], { (byte)0x88, (byte)0x82, 0x37, (byte)0xfa, 0x21, 0x3d, 0x34, 0x12 } };
    frames[1][0] = (byte)0x82; frames[1][1] = (byte)(0x80 | 40);
    for (byte[] f : frames) { o.write(f); o.flush(); Thread.sleep(900); }
    k.close(); Thread.sleep(900);
    g.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
  }
}
