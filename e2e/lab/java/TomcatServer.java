// A WebSocket server on embedded Tomcat; the second argument says how it ends a connection.
import jakarta.websocket.*;
import jakarta.websocket.server.*;
import java.io.File;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

public class TomcatServer {
  static String mode;
  static String[] rest;

  public static class Talk extends Endpoint implements MessageHandler.Whole<String> {
    Session session;
    int count;

    @Override public void onOpen(Session session, EndpointConfig config) {
      this.session = session;
      session.setMaxTextMessageBufferSize(2000);
      if (mode.equals("idle")) session.setMaxIdleTimeout(2000);
      session.addMessageHandler(this);
      session.getAsyncRemote().sendText("{\"hello\":\"tomcat\",\"id\":9}");
    }

    @Override public void onMessage(String text) {
      count++;
      try {
        session.getBasicRemote().sendText("echo: " + text);
        if (count == 2 && mode.equals("throw")) throw new IllegalStateException("no such order");
        if (count == 2 && mode.equals("halt")) Runtime.getRuntime().halt(3);
        if (count == 2 && mode.equals("close")) {
          session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(Integer.parseInt(rest[0])), rest[1]));
        }
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static class Setup extends ServerEndpointConfig.Configurator {
    @Override public boolean checkOrigin(String origin) {
      return !mode.equals("origin");
    }
  }

  public static void main(String[] args) throws Exception {
    mode = args[1];
    rest = java.util.Arrays.copyOfRange(args, 2, args.length);
    Tomcat tomcat = new Tomcat();
    File folder = java.nio.file.Files.createTempDirectory("tomcat").toFile();
    tomcat.setBaseDir(folder.getPath());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(Integer.parseInt(args[0]));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.getPath());
    Tomcat.addServlet(context, "default", new org.apache.catalina.servlets.DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    context.addServletContainerInitializer(new org.apache.tomcat.websocket.server.WsSci(), Set.of());
    context.addApplicationListener(Deploy.class.getName());
    tomcat.start();
    tomcat.getServer().await();
  }

  public static class Deploy implements jakarta.servlet.ServletContextListener {
    @Override public void contextInitialized(jakarta.servlet.ServletContextEvent event) {
      ServerContainer container = (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
      try {
        container.addEndpoint(ServerEndpointConfig.Builder.create(Talk.class, "/").configurator(new Setup()).build());
      } catch (DeploymentException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
