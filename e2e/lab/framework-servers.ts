// Servers on frameworks of Java, Lua, Tcl, Node and Python that wrap a WebSocket library, and a case of one in a line.
import { built, jettyClassPath, npmExtra, npmFolder, scriptPath } from './build.ts';
import { type Plan as FurtherPlan, plannedCase } from './further-servers.ts';
import { debian, type Lab, type LabCase, npm, type Running } from './lab.ts';

const nodeModules = new URL('../../node_modules', import.meta.url).pathname;

export const frameworks = {
  jetty: debian('libjetty9-java', 'Jetty'),
  'lua-http': debian('lua-http', 'lua-http'),
  tcllib: debian('tcllib', 'tcllib'),
  hono: npmExtra('@hono/node-ws'),
  koa: npmExtra('koa-easy-ws'),
  crossws: npmExtra('crossws'),
  'rpc-websockets': npmExtra('rpc-websockets'),
  peerjs: npmExtra('peer'),
  vite: npm('vite'),
  engineio: npm('engine.io'),
  quart: debian('python3-quart', 'Python quart'),
  starlette: debian('python3-starlette', 'Python starlette'),
  cherrypy: debian('python3-cherrypy3', 'Python CherryPy'),
  socketio: debian('python3-socketio', 'Python socketio'),
  twisted: debian('python3-autobahn', 'Python autobahn'),
} as const;
export type Framework = keyof typeof frameworks;

/** Starts one of these servers on a port; `args` say what it does. */
export function startFramework(
  lab: Lab,
  framework: Framework,
  port: number,
  args: readonly string[],
): Promise<Running> {
  const all = [String(port), ...args];
  switch (framework) {
    case 'jetty': {
      const classPath = `${jettyClassPath()}:${built('java/JettyServer.java')}`;
      return lab.serve(port, 'java', ['-cp', classPath, 'JettyServer', ...all]);
    }
    case 'lua-http':
      // a module of pure Lua that Debian has for 5.1 and 5.2
      return lab.serve(port, 'lua5.3', [scriptPath('lua/http_server.lua'), ...all], {
        env: { ...process.env, LUA_PATH: '/usr/share/lua/5.2/?.lua;;' },
      });
    case 'tcllib':
      return lab.serve(port, 'tclsh', [scriptPath('tcl/server.tcl'), ...all]);
    case 'quart':
    case 'starlette':
    case 'cherrypy':
    case 'socketio':
    case 'twisted':
      return lab.serve(port, '/usr/bin/python3', [
        scriptPath('python/framework_servers.py'),
        framework,
        ...all,
      ]);
    default: {
      const env = { ...process.env, NODE_PATH: `${npmFolder()}:${nodeModules}`, HOME: lab.folder };
      return lab.serve(port, process.execPath, [scriptPath('js/framework_servers.cjs'), framework, ...all], {
        env,
      });
    }
  }
}

export type FrameworkPlan = Omit<FurtherPlan, 'server'> & { server: Framework };

export const framework = (
  name: string,
  cause: string,
  server: Framework,
  args: string[],
  story: string,
  more: Partial<FrameworkPlan> = {},
): FrameworkPlan => ({ name, cause, server, args, story, ...more });

export const frameworkCase = (one: FrameworkPlan): LabCase =>
  plannedCase(one, frameworks[one.server], (lab, port) => startFramework(lab, one.server, port, one.args));
