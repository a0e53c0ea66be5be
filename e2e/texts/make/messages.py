"""Error texts as programs print them. Writes ../error-text/messages.json.

Usage: messages.py TABLE, where TABLE lists, per program, the message templates of its sources.
"""
import json, os, re, sys

here = os.path.dirname(os.path.abspath(__file__))
rows, seen, per = [], set(), {}
fill = {'opcode': '11', 'code': '1005', 'n': '126', 'len': '126', 'length': '126', 'size': '1048577', 'max': '1048576', 'limit': '1048576'}
for row in json.load(open(sys.argv[1])):
    text, program = (row.get('message_template') or '').strip(), row['implementation']
    if len(text) < 12 or len(text) > 160 or len(text.split()) < 3 or not row.get('detected') == 'yes' or re.search(r'%[^ds]|\(none|no message|silent|accepted|[;/] | or |…|\.\.\.|<[a-z]', text, re.I):
        continue
    text = re.sub(r'\{(\w*)[^}]*\}', lambda found: fill.get(found.group(1), '7'), text)
    text = re.sub(r'%d', '7', re.sub(r'%s', 'value', text))
    if (program, text) in seen or per.get(program, 0) >= 5:
        continue
    seen.add((program, text))
    per[program] = per.get(program, 0) + 1
    rows.append({'name': f'{program}: {row["violation"]}', 'text': text + '\n'})
with open(os.path.join(here, '..', 'error-text', 'messages.json'), 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')
print(len(rows), len(per))
