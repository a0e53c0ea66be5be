// A WebSocket server on Qt WebSockets; the second argument says how it ends a connection.
#include <QCoreApplication>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketCorsAuthenticator>
#include <QWebSocketServer>
#include <csignal>
#include <unistd.h>

int main(int count, char **values) {
  QCoreApplication app(count, values);
  const QString mode = values[2];
  const int code = count > 4 ? atoi(values[3]) : 1000;
  const QString reason = count > 4 ? values[4] : "";
  QWebSocketServer server("Lab", QWebSocketServer::NonSecureMode);
  QObject::connect(&server, &QWebSocketServer::originAuthenticationRequired, [&](QWebSocketCorsAuthenticator *check) {
    if (mode == "origin") check->setAllowed(false);
  });
  QObject::connect(&server, &QWebSocketServer::newConnection, [&] {
    QWebSocket *socket = server.nextPendingConnection();
    if (mode == "limit") socket->setMaxAllowedIncomingMessageSize(2000);
    auto seen = new int(0);
    socket->sendTextMessage("{\"hello\":\"qt\"}");
    QObject::connect(socket, &QWebSocket::textMessageReceived, [=](const QString &text) {
      socket->sendTextMessage("echo: " + text);
      if (++*seen != 2) return;
      if (mode == "close") socket->close(QWebSocketProtocol::CloseCode(code), reason);
      if (mode == "abort") socket->abort();
      if (mode == "kill") QTimer::singleShot(30, [] { kill(getpid(), SIGKILL); });
    });
  });
  if (!server.listen(QHostAddress::LocalHost, atoi(values[1]))) return 1;
  return app.exec();
}
