// Netty as client or server: <client|server>. See node.mjs for the protocol.
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;

public class NettyProgram {
  static synchronized void say(String i, Throwable error) {
    String text = error == null ? null : String.valueOf(error.getMessage());
    String kind = error == null ? null : error.getClass().getSimpleName();
    System.out.println("{\"i\":" + i + ",\"text\":" + Json.quote(text) + ",\"error\":" + Json.quote(kind) + "}");
    System.out.flush();
  }

  /** Reports the first exception of a connection, or that it ended without one. */
  static class Last extends ChannelInboundHandlerAdapter {
    final String i;
    boolean isSaid = false;

    Last(String i) {
      this.i = i;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
      if (!isSaid) say(i, error);
      isSaid = true;
      context.executor().schedule(() -> context.pipeline().firstContext().close(), 20, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!isSaid) say(i, null);
      isSaid = true;
    }
  }

  static void serve(NioEventLoopGroup group) throws Exception {
    ChannelInitializer<SocketChannel> initializer =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(65536));
            channel
                .pipeline()
                .addLast(
                    new ChannelInboundHandlerAdapter() {
                      @Override
                      public void channelRead(ChannelHandlerContext context, Object message) {
                        FullHttpRequest request = (FullHttpRequest) message;
                        boolean deflate = request.headers().contains("Sec-WebSocket-Extensions");
                        String i = request.uri().substring(1);
                        if (deflate) channel.pipeline().addLast(new WebSocketServerCompressionHandler());
                        channel
                            .pipeline()
                            .addLast(
                                new WebSocketServerProtocolHandler("/", null, deflate, 65536, false, true));
                        channel.pipeline().addLast(new Last(i));
                        context.fireChannelRead(message);
                        channel.pipeline().remove(this);
                      }
                    });
          }
        };
    Channel channel =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(initializer)
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println("{\"port\":" + ((InetSocketAddress) channel.localAddress()).getPort() + "}");
    System.out.flush();
    channel.closeFuture().sync();
  }

  static void connect(NioEventLoopGroup group, String i, URI url, boolean deflate) {
    new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192));
                if (deflate) channel.pipeline().addLast(WebSocketClientCompressionHandler.INSTANCE);
                channel
                    .pipeline()
                    .addLast(
                        new WebSocketClientProtocolHandler(
                            WebSocketClientHandshakerFactory.newHandshaker(
                                url, WebSocketVersion.V13, null, deflate, new DefaultHttpHeaders(), 65536)));
                channel.pipeline().addLast(new Last(i));
              }
            })
        .connect(url.getHost(), url.getPort());
  }

  public static void main(String[] arguments) throws Exception {
    NioEventLoopGroup group = new NioEventLoopGroup(2);
    if (arguments[0].equals("server")) serve(group);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.split(" ");
      connect(group, words[0], URI.create(words[1]), words[2].equals("1"));
    }
    System.exit(0);
  }
}
