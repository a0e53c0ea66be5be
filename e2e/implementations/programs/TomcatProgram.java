// Tomcat as client or server: <client|server>. See node.mjs for the protocol.
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

public class TomcatProgram {
  static synchronized void say(String i, String text, String kind) {
    System.out.println(
        "{\"i\":" + i + ",\"text\":" + Json.quote(text) + ",\"error\":" + Json.quote(kind) + ",\"onWire\":true}");
    System.out.flush();
  }

  public static class Reader extends Endpoint {
    private String number;
    private String kind;
    private String text;

    public Reader() {}

    Reader(String number) {
      this.number = number;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      if (number == null) number = session.getRequestURI().getPath().substring(1);
      session.addMessageHandler(String.class, (MessageHandler.Whole<String>) message -> {});
      session.addMessageHandler(byte[].class, (MessageHandler.Whole<byte[]>) message -> {});
    }

    @Override
    public void onError(Session session, Throwable error) {
      kind = error.getClass().getSimpleName();
      text = error.getMessage();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      boolean isClosedAbnormally = reason.getCloseCode().getCode() == 1006;
      say(number, isClosedAbnormally || kind != null ? (text == null ? "" : text) : null, kind);
    }
  }

  /** permessage-deflate without parameters. */
  static final Extension deflate =
      new Extension() {
        @Override
        public String getName() {
          return "permessage-deflate";
        }

        @Override
        public List<Extension.Parameter> getParameters() {
          return List.of();
        }
      };

  static void serve() throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("reports").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", new File(".").getAbsolutePath());
    context.addServletContainerInitializer(new WsSci(), null);
    context.addServletContainerInitializer(
        (classes, servletContext) -> {
          try {
            ServerContainer container =
                (ServerContainer) servletContext.getAttribute("jakarta.websocket.server.ServerContainer");
            container.addEndpoint(ServerEndpointConfig.Builder.create(Reader.class, "/{number}").build());
          } catch (Exception error) {
            throw new RuntimeException(error);
          }
        },
        null);
    Tomcat.addServlet(context, "default", new jakarta.servlet.http.HttpServlet() {});
    context.addServletMappingDecoded("/", "default");
    tomcat.start();
    System.out.println("{\"port\":" + tomcat.getConnector().getLocalPort() + "}");
    System.out.flush();
    tomcat.getServer().await();
  }

  public static void main(String[] arguments) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    if (arguments[0].equals("server")) serve();
    WebSocketContainer container = ContainerProvider.getWebSocketContainer();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = input.readLine()) != null; ) {
      String[] words = line.split(" ");
      List<Extension> extensions = new ArrayList<>();
      if (words[2].equals("1")) extensions.add(deflate);
      ClientEndpointConfig config = ClientEndpointConfig.Builder.create().extensions(extensions).build();
      new Thread(
              () -> {
                try {
                  container.connectToServer(new Reader(words[0]), config, URI.create(words[1]));
                } catch (Exception error) {
                  say(words[0], String.valueOf(error.getMessage()), error.getClass().getSimpleName());
                }
              })
          .start();
    }
    System.exit(0);
  }
}
