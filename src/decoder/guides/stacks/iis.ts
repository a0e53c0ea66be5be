import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { notRun: 'IIS runs on Windows alone; checked against its documentation.' };

/** IIS, on its own and as a reverse proxy with ARR. */
export const iisGuide: Guide = {
  stack: 'iis',
  name: 'IIS and ARR',
  versions: 'Documented for IIS 8 and later with ARR 3.',
  fixes: [
    {
      id: 'feature',
      causes: ['upgrade-refused', 'proxy-stripped-upgrade'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Install the WebSocket Protocol feature',
      wrong: {
        language: 'xml',
        text: `<!-- the feature is not installed: an upgrade gets 200, 400 or 502 -->
<system.webServer>
  <rewrite>
    <rules>
      <rule name="app">
        <match url="(.*)" />
        <action type="Rewrite" url="http://127.0.0.1:8080/{R:1}" />
      </rule>
    </rules>
  </rewrite>
</system.webServer>
`,
      },
      right: {
        language: 'shell',
        text: `Install-WindowsFeature -Name Web-WebSockets
iisreset
`,
      },
      why: 'ARR 3 carries WebSockets through the WebSocket module of IIS. On Windows 10 and 11 the feature is IIS-WebSockets (Enable-WindowsOptionalFeature).',
      confirm:
        'Get-WindowsFeature Web-WebSockets\nmust print Installed. Then:\n' +
        confirmUpgrade('http://localhost/'),
      ran,
      source: 'https://learn.microsoft.com/en-us/iis/configuration/system.webserver/websocket',
    },
    {
      id: 'node-module',
      causes: ['upgrade-refused', 'double-handshake'],
      conditions: { 'upgrade-refused': { statuses: [400, 500], tunnel: false } },
      title: 'Turn the module off where the application upgrades by itself (iisnode)',
      wrong: {
        language: 'xml',
        text: `<system.webServer>
  <webSocket enabled="true" />
  <handlers>
    <add name="iisnode" path="server.js" verb="*" modules="iisnode" />
  </handlers>
</system.webServer>
`,
      },
      right: {
        language: 'xml',
        text: `<system.webServer>
  <webSocket enabled="false" />
  <handlers>
    <add name="iisnode" path="server.js" verb="*" modules="iisnode" />
  </handlers>
</system.webServer>
`,
      },
      why: 'With iisnode the Node process answers the upgrade. With the module of IIS on, two parties do. For ASP.NET, ASP.NET Core and ARR it must be on.',
      confirm: confirmUpgrade('http://localhost/server.js'),
      ran,
      source: 'https://learn.microsoft.com/en-us/iis/configuration/system.webserver/websocket',
    },
    {
      id: 'ping-interval',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Ping from IIS, and give the proxy time',
      wrong: {
        language: 'xml',
        text: `<system.webServer>
  <webSocket enabled="true" />
</system.webServer>
`,
      },
      right: {
        language: 'xml',
        text: `<system.webServer>
  <webSocket enabled="true" pingInterval="00:00:20" />
</system.webServer>
`,
      },
      why: 'pingInterval is 0 when not set: IIS sends no pings. In ARR the timeout of the proxy (120 s) is under Server Proxy Settings.',
      confirm: 'Leave a connection still for 3 min, then send a message: it must be answered.',
      ran,
      source: 'https://learn.microsoft.com/en-us/iis/configuration/system.webserver/websocket',
    },
  ],
};
