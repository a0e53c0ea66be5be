// OkHttp as client. See node.mjs for the protocol.
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

public class OkhttpProgram {
  static synchronized void say(String i, String text, String error) {
    StringBuilder line = new StringBuilder("{\"i\":" + i + ",\"text\":" + Json.quote(text));
    if (error != null) line.append(",\"error\":\"").append(error).append('"');
    System.out.println(line.append('}'));
    System.out.flush();
  }

  public static void main(String[] arguments) throws Exception {
    OkHttpClient client = new OkHttpClient.Builder().readTimeout(0, TimeUnit.SECONDS).build();
    client.dispatcher().setMaxRequests(64);
    client.dispatcher().setMaxRequestsPerHost(64);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      String i = words[0];
      client.newWebSocket(new Request.Builder().url(words[1]).build(), new WebSocketListener() {
        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
          socket.close(1000, null);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
          say(i, null, null);
        }

        @Override
        public void onFailure(WebSocket socket, Throwable error, Response response) {
          String message = error.getMessage();
          say(i, message == null ? "" : message, error.getClass().getSimpleName());
        }
      });
    }
  }
}
