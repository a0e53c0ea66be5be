// Jetty 9.4 as client or server: <client|server>. See node.mjs for the protocol.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.WebSocketHandler;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

public class JettyProgram {
  static synchronized void say(String i, String text, String kind) {
    System.out.println("{\"i\":" + i + ",\"text\":" + Json.quote(text) + ",\"error\":" + Json.quote(kind) + "}");
    System.out.flush();
  }

  public static class Reader extends WebSocketAdapter {
    private String number;
    private boolean isSaid;

    public Reader() {}

    Reader(String number) {
      this.number = number;
    }

    @Override
    public void onWebSocketConnect(Session session) {
      super.onWebSocketConnect(session);
      if (number == null) number = session.getUpgradeRequest().getRequestURI().getPath().substring(1);
    }

    @Override
    public void onWebSocketError(Throwable error) {
      if (isSaid || number == null) return;
      isSaid = true;
      say(number, String.valueOf(error.getMessage()), error.getClass().getSimpleName());
    }

    @Override
    public void onWebSocketClose(int code, String reason) {
      super.onWebSocketClose(code, reason);
      if (isSaid) return;
      isSaid = true;
      say(number, code == 1006 ? "" : null, null);
    }
  }

  static void serve() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new WebSocketHandler() {
          @Override
          public void configure(WebSocketServletFactory factory) {
            factory.register(Reader.class);
          }
        });
    server.start();
    System.out.println("{\"port\":" + connector.getLocalPort() + "}");
    System.out.flush();
    server.join();
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("org.eclipse.jetty.util.log.class", "org.eclipse.jetty.util.log.StdErrLog");
    System.setProperty("org.eclipse.jetty.LEVEL", "OFF");
    if (arguments[0].equals("server")) serve();
    WebSocketClient client = new WebSocketClient();
    client.start();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.split(" ");
      ClientUpgradeRequest request = new ClientUpgradeRequest();
      if (words[2].equals("1")) request.addExtensions("permessage-deflate");
      client.connect(new Reader(words[0]), URI.create(words[1]), request);
    }
    System.exit(0);
  }
}
