// A WebSocket server on Netty; the second argument says what it does wrong, or how it ends.
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.*;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.*;
import io.netty.handler.codec.http.websocketx.*;
import java.nio.charset.StandardCharsets;

public class NettyServer {
  static String mode;

  static void raw(Channel channel, ByteBuf bytes) {
    channel.pipeline().context(HttpServerCodecGone.class).writeAndFlush(bytes);
  }

  /** Stands before the encoders, so that what it writes goes to the socket as it is. */
  static class HttpServerCodecGone extends ChannelDuplexHandler {}

  static void writeBig(Channel channel) throws InterruptedException {
    StringBuilder rows = new StringBuilder("{\"rows\":\"");
    while (rows.length() < 9000) rows.append("abcdefghij");
    byte[] text = rows.append("\"}").toString().getBytes(StandardCharsets.UTF_8);
    ByteBuf header = Unpooled.buffer().writeByte(0x81).writeByte(126).writeShort(text.length);
    raw(channel, header);
    for (int at = 0; at < text.length; at += 600) {
      raw(channel, Unpooled.copiedBuffer(text, at, Math.min(600, text.length - at)));
      Thread.sleep(4);
    }
  }

  static void heartbeats(Channel channel) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      Thread.sleep(13);
      byte[] text = ("{\"heartbeat\":" + i + "}").getBytes(StandardCharsets.UTF_8);
      raw(channel, Unpooled.buffer().writeByte(0x81).writeByte(text.length).writeBytes(text));
    }
  }

  static void start(InterruptedAction action) {
    new Thread(() -> {
      try { action.run(); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }).start();
  }

  interface InterruptedAction { void run() throws InterruptedException; }

  public static void main(String[] args) throws Exception {
    mode = args[1];
    ServerBootstrap server = new ServerBootstrap()
        .group(new NioEventLoopGroup(1), new NioEventLoopGroup(2))
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpServerCodecGone(), new HttpServerCodec(), new HttpObjectAggregator(65536));
            if (mode.equals("idle")) channel.pipeline().addLast(new io.netty.handler.timeout.ReadTimeoutHandler(11));
            channel.pipeline().addLast(
                new WebSocketServerProtocolHandler("/", null, false, 8192, false, true),
                new SimpleChannelInboundHandler<WebSocketFrame>() {
                  int count = 0;

                  @Override public void userEventTriggered(ChannelHandlerContext context, Object event) {
                    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete)
                      context.writeAndFlush(new TextWebSocketFrame("{\"hello\":\"Netty\"}"));
                  }

                  @Override protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
                    if (!(frame instanceof TextWebSocketFrame)) return;
                    String text = ((TextWebSocketFrame) frame).text();
                    count++;
                    if (count == 2 && mode.equals("two-threads")) {
                      start(() -> writeBig(context.channel()));
                      start(() -> heartbeats(context.channel()));
                      return;
                    }
                    if (count == 2 && mode.equals("close")) {
                      context.writeAndFlush(new CloseWebSocketFrame(Integer.parseInt(args[2]), args[3]));
                      return;
                    }
                    if (count == 2 && mode.equals("int-length")) {
                      byte[] big = new byte[70000];
                      java.util.Arrays.fill(big, (byte) 'x');
                      // DataOutputStream.writeInt where 64 bits are due
                      raw(context.channel(), Unpooled.buffer().writeByte(0x82).writeByte(127).writeInt(big.length).writeBytes(big));
                      return;
                    }
                    context.writeAndFlush(new TextWebSocketFrame("netty: " + text));
                  }

                  @Override public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    context.close();
                  }
                });
          }
        });
    server.bind("127.0.0.1", Integer.parseInt(args[0])).sync().channel().closeFuture().sync();
  }
}
