import { afterSilence, type Guide } from '../guide.ts';

const java = (text: string) => ({ language: 'java' as const, text });
const ran = { notRun: 'The containers are not in the test; checked against their documentation.' };

/** Java: Jakarta WebSocket (Tomcat), Spring, Netty. */
export const javaGuide: Guide = {
  stack: 'java',
  name: 'Java: Tomcat, Spring, Netty',
  versions: 'Documented for Tomcat 10.1, Spring Framework 6, Netty 4.1.',
  fixes: [
    {
      id: 'buffer-size',
      causes: ['message-too-large'],
      title: 'Raise the message buffer (8 KiB in Tomcat)',
      wrong: java(`@ServerEndpoint("/ws")
public class Endpoint {
  @OnMessage
  public String onMessage(String message) { return message; }
}
`),
      right: java(`@ServerEndpoint("/ws")
public class Endpoint {
  @OnOpen
  public void onOpen(Session session) {
    session.setMaxTextMessageBufferSize(1024 * 1024);
    session.setMaxBinaryMessageBufferSize(1024 * 1024);
  }

  @OnMessage
  public String onMessage(String message) { return message; }
}
`),
      why: 'Tomcat closes with 1009 when a message does not fit into 8,192 bytes: "The decoded text message was too big for the output buffer". In Spring Boot a ServletServerContainerFactoryBean sets both for all endpoints; behind STOMP setMessageSizeLimit counts too.',
      confirm: 'Send a message of 100 KB: no close with 1009 may come.',
      ran,
      source: 'https://tomcat.apache.org/tomcat-10.1-doc/web-socket-howto.html',
    },
    {
      id: 'netty-frame-size',
      causes: ['message-too-large'],
      title: 'Raise maxFramePayloadLength (64 KiB in Netty)',
      wrong: java(`pipeline.addLast(new WebSocketServerProtocolHandler("/ws"));
`),
      right: java(`WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
    .websocketPath("/ws")
    .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(1024 * 1024).build())
    .build();
pipeline.addLast(new WebSocketServerProtocolHandler(config));
`),
      why: '"Max frame length of 65536 has been exceeded" is this limit. Spring WebFlux and Spring Cloud Gateway have it as max-frame-payload-length.',
      confirm: 'Send a message of 100 KB: no close with 1009 may come.',
      ran,
      source: 'https://netty.io/4.1/api/io/netty/handler/codec/http/websocketx/WebSocketDecoderConfig.html',
    },
    {
      id: 'concurrent-send',
      causes: ['concurrent-writes'],
      title: 'One send at a time for each session',
      wrong: java(`// called from several threads
session.sendMessage(new TextMessage(payload));
`),
      right: java(`public void afterConnectionEstablished(WebSocketSession raw) {
  sessions.add(new ConcurrentWebSocketSessionDecorator(raw, 5_000, 512 * 1024));
}
// called from several threads
session.sendMessage(new TextMessage(payload));
`),
      why: 'A session is not safe for several threads: Tomcat throws "The remote endpoint was in state [TEXT_FULL_WRITING]", and servers that do not check tear the frames.',
      confirm: 'Send from ten threads at once: all messages must arrive whole.',
      ran,
      source: 'https://docs.spring.io/spring-framework/reference/web/websocket/server.html',
    },
    {
      id: 'charset',
      causes: ['text-not-utf8', 'length-counts-characters', 'length-wrong-width'],
      title: 'Encode text as UTF-8 by name, and count its bytes',
      wrong: java(`byte[] payload = text.getBytes();
out.write(new byte[] {(byte) 0x81, (byte) text.length()});
out.write(payload);
`),
      right: java(`byte[] payload = text.getBytes(StandardCharsets.UTF_8);
byte[] frame = new byte[payload.length + 2];
frame[0] = (byte) 0x81;
frame[1] = (byte) payload.length; // up to 125
System.arraycopy(payload, 0, frame, 2, payload.length);
out.write(frame);
`),
      why: 'Before Java 18 getBytes() uses the charset of the machine (windows-1252, GBK), which is not UTF-8. length() counts characters, the header counts bytes. One write keeps a frame whole.',
      confirm: 'For "Grüße" the frame must be 81 07 47 72 c3 bc c3 9f 65.',
      ran,
      source: 'https://openjdk.org/jeps/400',
    },
    {
      id: 'idle',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Ping from the server',
      wrong: java(`session.setMaxIdleTimeout(30_000);
`),
      right: java(`session.setMaxIdleTimeout(120_000);
scheduler.scheduleAtFixedRate(() -> {
  try {
    session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
  } catch (IOException closed) {
    throw new UncheckedIOException(closed);
  }
}, 20, 20, TimeUnit.SECONDS);
`),
      why: 'Neither the container nor browsers ping by themselves. maxIdleTimeout and every proxy on the way close what is still.',
      confirm: 'A ping (89 00) must come every 20 s.',
      ran,
      source: 'https://jakarta.ee/specifications/websocket/2.1/apidocs/server/jakarta/websocket/session',
    },
  ],
};
