// @rails/actioncable and Action Cable of Rails under Puma (Debian: ruby-actioncable, ruby-railties, puma): a channel is
// joined, spoken on and left.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, freePort, load, pause, start, temporaryFolder } from './kit.mjs';

const application = `
require 'action_controller/railtie'
require 'action_cable/engine'
class App < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.secret_key_base = 'a' * 64
  config.logger = Logger.new($stderr)
  config.hosts.clear
  config.action_cable.disable_request_forgery_protection = true
  config.action_cable.mount_path = '/cable'
end
module ApplicationCable
  class Connection < ActionCable::Connection::Base
    def connect
      reject_unauthorized_connection if request.params[:user] == 'nobody'
    end
  end
end
class ChatChannel < ActionCable::Channel::Base
  def subscribed
    params[:room] == 'lobby' ? stream_from('chat') : reject
  end
  def speak(data)
    ActionCable.server.broadcast('chat', { text: data['text'] })
  end
end
ActionCable.server.config.cable = { 'adapter' => 'async' }
ActionCable.server.config.connection_class = -> { ApplicationCable::Connection }
App.initialize!
run Rails.application
`;

export async function serve() {
  const { folder, close } = temporaryFolder();
  const port = await freePort();
  const file = join(folder, 'config.ru');
  writeFileSync(file, application);
  const server = await start(port, 'puma', ['-b', `tcp://127.0.0.1:${port}`, file], {
    cwd: folder,
    env: { ...process.env, RAILS_ENV: 'development' },
  });
  return {
    address: `ws://127.0.0.1:${port}/`,
    close: () => closeAll(server, { close }),
  };
}

export function consumer(url, query = '') {
  globalThis.WebSocket = load('ws');
  const nothing = { addEventListener() {}, removeEventListener() {} };
  globalThis.addEventListener ??= nothing.addEventListener;
  globalThis.removeEventListener ??= nothing.removeEventListener;
  globalThis.document ??= { ...nothing, visibilityState: 'visible' };
  const { adapters, createConsumer } = load('@rails/actioncable');
  adapters.WebSocket = globalThis.WebSocket;
  return createConsumer(new URL(`/cable${query}`, url).href);
}

/** Joins a room. Resolves with what the server says. */
export const joinRoom = (cable, room, received = () => {}) =>
  new Promise((resolve) => {
    const channel = cable.subscriptions.create(
      { channel: 'ChatChannel', room },
      {
        received,
        connected: () => resolve({ channel, isJoined: true }),
        rejected: () => resolve({ channel, isJoined: false }),
      },
    );
  });

export async function talk(url) {
  const cable = consumer(url);
  let hear;
  const heard = new Promise((resolve) => {
    hear = resolve;
  });
  const { channel } = await joinRoom(cable, 'lobby', hear);
  channel.perform('speak', { text: 'hello' });
  await heard;
  channel.unsubscribe();
  await pause(300);
  cable.disconnect();
  await pause(300);
}
