import java.io.FileInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A TLS server of the JDK: java TlsServer.java PORT KEYSTORE.p12 PASSWORD. */
public class TlsServer {
  public static void main(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(args[1]), args[2].toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, args[2].toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var server = context.getServerSocketFactory()
        .createServerSocket(Integer.parseInt(args[0]), 5, InetAddress.getByName("127.0.0.1"));
    while (true) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.startHandshake();
      } catch (java.io.IOException failed) {
        System.err.println(failed);
      }
    }
  }
}
