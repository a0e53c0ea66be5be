// The forms in which people paste a configuration: a text of the corpus in each of them.

const numbered = (text: string, form: (line: string, number: number) => string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line, index) => form(line, index + 1))
    .join('\n');

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

const prose =
  'Hi all,\n\nI am trying to get websockets to work behind my proxy, but the browser says that the connection failed.\nThis is what I have so far:\n\n';
const after =
  '\n\nAny idea what is wrong? I restarted the service and cleared the cache. Thanks in advance!\n';

/** The forms; `file` is where such a file is on Debian. */
export const pasteForms: Readonly<Record<string, (text: string, file: string) => string>> = {
  'cat -n': (text) => numbered(text, (line, at) => `${String(at).padStart(6)}\t${line}`),
  'grep -n': (text) => numbered(text, (line, at) => `${at}:${line}`),
  'grep -n with the file': (text, file) => numbered(text, (line, at) => `${file}:${at}:${line}`),
  'numbers and bars': (text) => numbered(text, (line, at) => `${String(at).padStart(3)} | ${line}`),
  'numbers with a dot': (text) => numbered(text, (line, at) => `${at}. ${line}`),
  'less -N': (text) => numbered(text, (line, at) => `${String(at).padStart(7)} ${line}`),
  bat: (text, file) =>
    `───────┬────────────────────────────────\n       │ File: ${file}\n───────┼────────────────────────────────\n${numbered(text, (line, at) => `${String(at).padStart(4)}   │ ${line}`)}\n───────┴────────────────────────────────`,
  nano: (text, file) =>
    `  GNU nano 7.2                     ${file}\n${text}\n^G Help      ^O Write Out ^W Where Is  ^K Cut       ^T Execute\n^X Exit      ^R Read File ^\\ Replace   ^U Paste     ^J Justify\n`,
  vim: (text) =>
    `${text}~\n~\n~\n"site.conf" 24L, 612C                                         1,1           All\n`,
  'a prompt': (text, file) => `root@web1:~# cat ${file}\n${text}root@web1:~# `,
  'a prompt of a user': (text, file) =>
    `[admin@ip-10-0-0-5 ~]$ sudo cat ${file}\n${text}[admin@ip-10-0-0-5 ~]$ exit\nlogout\n`,
  'a prompt of zsh': (text, file) => `➜  ~ cat ${file}\n${text}➜  ~ `,
  'a dollar prompt': (text, file) => `$ cat ${file}\n${text}$ `,
  'docker exec': (text, file) => `$ docker exec -it proxy cat ${file}\n${text}`,
  PowerShell: (text, file) => `PS C:\\Users\\me> Get-Content ${file}\n${text}PS C:\\Users\\me> `,
  'a Markdown fence in prose': (text) => `${prose}\`\`\`\n${text}\`\`\`${after}`,
  'a Markdown fence with a language': (text) => `${prose}\`\`\`nginx\n${text}\`\`\`${after}`,
  'prose around': (text) => `${prose}${text}${after}`,
  'an indented block in prose': (text) => `${prose}${indented(text, 4)}${after}`,
  'a quote of a mail': (text) => numbered(text, (line) => `> ${line}`),
  'a quote of a quote': (text) => numbered(text, (line) => `> > ${line}`),
  'typographic quotes': (text) =>
    text.replace(/"([^"\n]*)"/g, '\u201c$1\u201d').replace(/(?<=\s)'([^'\n]*)'/g, '\u2018$1\u2019'),
  'non-breaking spaces': (text) =>
    text.replace(/^ +/gm, (blanks) => '\u00a0'.repeat(blanks.length)).replace(/\t/g, '\u00a0\u00a0'),
  'non-breaking spaces everywhere': (text) => text.replace(/[ \t]/g, '\u00a0'),
  'zero-width spaces': (text) => text.replace(/\n/g, '\u200b\n'),
  'Windows line ends': (text) => text.replace(/\n/g, '\r\n'),
  'entities of HTML': (text) =>
    text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
  'a diff of git, new file': (text, file) =>
    `diff --git a${file} b${file}\nnew file mode 100644\nindex 0000000..3b18e51\n--- /dev/null\n+++ b${file}\n@@ -0,0 +1,${text.split('\n').length - 1} @@\n${numbered(text, (line) => `+${line}`)}\n`,
  'a diff with context': (text, file) =>
    `--- a${file}\n+++ b${file}\n@@ -1,8 +1,8 @@\n${numbered(text, (line) => (/(keepalive|maxconn|LogLevel|encode)/.test(line) ? `-${line}x\n+${line}` : ` ${line}`))}\n`,
  'a here-document': (text, file) =>
    `sudo tee ${file} > /dev/null <<'EOF'\n${text}EOF\nsudo systemctl reload proxy\n`,
  'a Dockerfile': (text, file) =>
    `FROM debian:12\nRUN apt-get update\nCOPY <<'EOT' ${file}\n${text}EOT\nEXPOSE 80\nCMD ["proxy"]\n`,
  'a Compose file': (text, file) =>
    `services:\n  proxy:\n    image: proxy:latest\n    ports:\n      - "80:80"\n    configs:\n      - source: proxy_conf\n        target: ${file}\n\nconfigs:\n  proxy_conf:\n    content: |\n${indented(text.replace(/\$/g, '$$$$'), 6)}`,
  'a ConfigMap': (text, file) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: proxy\ndata:\n  ${file.split('/').at(-1)}: |-\n${indented(text, 4)}`,
  'values of Helm': (text) =>
    `replicaCount: 1\nimage:\n  repository: proxy\nconfig: |\n${indented(text, 2)}service:\n  type: ClusterIP\n`,
  'a task of Ansible': (text, file) =>
    `- name: Write the configuration\n  ansible.builtin.copy:\n    dest: ${file}\n    content: |\n${indented(text, 6)}  notify: reload proxy\n`,
  'cloud-init': (text, file) =>
    `#cloud-config\nwrite_files:\n  - path: ${file}\n    permissions: '0644'\n    content: |\n${indented(text, 6)}runcmd:\n  - systemctl restart proxy\n`,
  Terraform: (text, file) =>
    `resource "local_file" "proxy" {\n  filename = "${file}"\n  content  = <<-EOT\n${indented(text, 4)}  EOT\n}\n`,
  JSON: (text) => JSON.stringify({ config: text }, null, 2),
  'an issue form': (text) =>
    `### What happened?\n\nThe WebSocket gets 400.\n\n### Configuration\n\n\`\`\`shell\n${text}\`\`\`\n\n### Version\n\n2.4.1\n`,
  'a Slack paste': (text) =>
    `alice  10:42 AM\nthis is the config\n\`\`\`${text}\`\`\`\nbob  10:43 AM\nlooks right to me\n`,
  'a log before': (text) =>
    `Nov 29 10:00:01 web1 systemd[1]: Reloading.\nNov 29 10:00:02 web1 systemd[1]: Reloaded.\n\n${text}`,
  'indented by a tab': (text) => text.replace(/^(?=.)/gm, '\t'),
  'nginx -t before': (text) =>
    `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n${text}`,
  'apachectl -S before': (text) =>
    `VirtualHost configuration:\n*:80                   is a NameVirtualHost\n         default server app.example.com (/etc/apache2/sites-enabled/app.conf:1)\n         port 80 namevhost app.example.com (/etc/apache2/sites-enabled/app.conf:1)\n                 alias www.example.com\n*:443                  app.example.com (/etc/apache2/sites-enabled/app-ssl.conf:2)\nServerRoot: "/etc/apache2"\nMain DocumentRoot: "/var/www/html"\nMain ErrorLog: "/var/log/apache2/error.log"\nMutex default: dir="/var/run/apache2/" mechanism=default \nMutex watchdog-callback: using_defaults\nPidFile: "/var/run/apache2/apache2.pid"\nDefine: DUMP_VHOSTS\nDefine: DUMP_RUN_CFG\nUser: name="www-data" id=33\nGroup: name="www-data" id=33\n\n${text}`,
  'haproxy -c after': (text) =>
    `${text}\n[NOTICE]   (812) : haproxy version is 2.6.12-1\n[WARNING]  (812) : config : missing timeouts for backend 'ws'.\nConfiguration file is valid\n`,
  'systemctl before': (text) =>
    `● proxy.service - A proxy server\n     Loaded: loaded (/lib/systemd/system/proxy.service; enabled; preset: enabled)\n     Active: active (running) since Sun 2026-11-29 10:00:02 UTC; 3min ago\n   Main PID: 812 (proxy)\n      Tasks: 3 (limit: 2307)\n\n${text}`,
  BBCode: (text) => `${prose}[code]\n${text}[/code]${after}`,
  HTML: (text) =>
    `<p>This is my config:</p>\n<pre><code>${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</code></pre>\n<p>Any idea?</p>\n`,
  reStructuredText: (text) =>
    `Put this into the file:\n\n.. code-block:: nginx\n\n${indented(text, 3)}\nThen reload it.\n`,
  AsciiDoc: (text) => `.The proxy\n[source,conf]\n----\n${text}----\n`,
  'numbers on lines of their own': (text) => numbered(text, (line, at) => `${at}\n${line}`),
  'indentation lost': (text) =>
    text.replace(/^(?!(?:global|defaults|frontend|backend|listen|userlist|resolvers)\b)[ \t]+/gm, ''),
  'blanks at line ends': (text) => text.replace(/\n/g, '   \n'),
  'empty lines between': (text) => text.replace(/\n/g, '\n\n'),
  'a comment before': (text) => `# This file is managed by Puppet. Do not edit it by hand.\n\n${text}`,
  kubectl: (text) =>
    `$ kubectl exec -n web deploy/proxy -- cat /etc/proxy.conf\nDefaulted container "proxy" out of: proxy, sidecar\n${text}`,
  'a separator': (text) =>
    `${prose}-----------------------------------\n${text}-----------------------------------${after}`,
  'a title': (text, file) => `## ${file}\n\n${text}`,
  'the path in bold': (text, file) => `**${file}**\n\n${text}`,
  'a path with a colon': (text, file) => `${file}:\n\n${text}`,
};
