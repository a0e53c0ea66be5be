// A WebSocket server on embedded Jetty 9; the second argument says how it ends a connection.
import java.nio.ByteBuffer;
import javax.servlet.annotation.WebServlet;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.servlet.*;
import org.eclipse.jetty.websocket.api.*;
import org.eclipse.jetty.websocket.servlet.*;

public class JettyServer {
  static String mode;
  static String[] rest;

  public static class Talk extends WebSocketAdapter {
    int count;

    @Override public void onWebSocketConnect(Session session) {
      super.onWebSocketConnect(session);
      send("{\"hello\":\"jetty\",\"city\":\"Z\u00fcrich\"}");
    }

    void send(String text) {
      try {
        getRemote().sendString(text);
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override public void onWebSocketText(String text) {
      count++;
      send("echo: " + text);
      if (count != 2) return;
      try {
        switch (mode) {
          case "close": getSession().close(Integer.parseInt(rest[0]), rest[1]); break;
          case "throw": throw new IllegalStateException("no such order");
          case "halt": Runtime.getRuntime().halt(3);
          case "disconnect": getSession().disconnect(); break;
          case "fragments":
            for (int i = 0; i < 5; i++) getRemote().sendPartialString("part " + i + " \u00e9; ", i == 4);
            getRemote().sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            getRemote().sendPong(ByteBuffer.wrap("alive".getBytes()));
            getRemote().sendBytes(ByteBuffer.wrap(new byte[] {(byte) 0x81, 0, (byte) 0x88, 2, 3, (byte) 0xe8}));
            break;
          default:
        }
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static class Entry extends WebSocketServlet {
    @Override public void configure(WebSocketServletFactory factory) {
      if (mode.equals("limit")) factory.getPolicy().setMaxTextMessageSize(2000);
      if (mode.equals("idle")) factory.getPolicy().setIdleTimeout(2000);
      factory.setCreator((request, response) -> {
        try {
          if (mode.equals("refuse")) response.sendForbidden("no such tenant");
          else if (mode.equals("error")) throw new IllegalStateException("no session store");
          else return new Talk();
        } catch (java.io.IOException e) {
          throw new IllegalStateException(e);
        }
        return null;
      });
    }
  }

  public static void main(String[] args) throws Exception {
    mode = args[1];
    rest = java.util.Arrays.copyOfRange(args, 2, args.length);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addServlet(new ServletHolder(new Entry()), "/");
    server.setHandler(context);
    server.start();
    server.join();
  }
}
