//! Scratch: structural reducer.
use super::model::*;

fn children(e: &mut Expression) -> Vec<&mut Expression> {
    match e {
        Expression::Literal { .. } | Expression::Name(_) | Expression::Today => vec![],
        Expression::And(v) | Expression::Or(v) | Expression::Set(v) | Expression::Call(_, v) => v.iter_mut().collect(),
        Expression::Not(a) => vec![a],
        Expression::Compare(_, a, b) | Expression::Belongs(a, b) | Expression::Within(a, b) | Expression::Arithmetic(_, a, b) => {
            vec![a, b]
        }
        Expression::Shift { date, .. } => vec![date],
        Expression::If { condition, then, otherwise } => vec![condition, then, otherwise],
        Expression::Quantified(_, s) | Expression::Selected { such: s, .. } | Expression::Gathered { such: s, .. } => {
            s.iter_mut().map(|b| &mut **b).collect()
        }
    }
}

fn nodes(e: &mut Expression) -> usize {
    1 + children(e).into_iter().map(nodes).sum::<usize>()
}

fn nth<'a>(e: &'a mut Expression, n: &mut usize) -> Option<&'a mut Expression> {
    if *n == 0 {
        return Some(e);
    }
    *n -= 1;
    for c in children(e) {
        if let Some(f) = nth(c, n) {
            return Some(f);
        }
    }
    None
}

fn outcome(o: &mut Outcome) -> Vec<&mut Expression> {
    match o {
        Outcome::Value(e) => vec![e],
        Outcome::Review { suggestion, .. } => suggestion.iter_mut().collect(),
    }
}

pub(super) fn slots(p: &mut Policy) -> Vec<&mut Expression> {
    let mut v: Vec<&mut Expression> = vec![];
    for f in p.fields.iter_mut().chain(p.detail.fields.iter_mut()) {
        v.extend(f.applies.iter_mut());
        if let Required::When(e) = &mut f.required {
            v.push(e);
        }
    }
    v.extend(p.detail.applies.iter_mut());
    v.extend(p.scope.iter_mut());
    for i in &mut p.items {
        match i {
            Item::Decision(d) => match &mut d.body {
                Body::Named(e) => v.push(e),
                Body::Cases { applies, default, exceptions } => {
                    v.extend(applies.iter_mut());
                    if let Some((_, o)) = default {
                        v.extend(outcome(o));
                    }
                    for x in exceptions {
                        v.push(&mut x.when);
                        v.extend(outcome(&mut x.outcome));
                    }
                }
            },
            Item::Collection(c) => {
                v.extend(c.applies.iter_mut());
                for e in &mut c.entries {
                    v.extend(e.when.iter_mut());
                    v.push(&mut e.value);
                }
            }
            Item::Check(c) => {
                v.extend(c.when.iter_mut());
                v.extend(c.require.iter_mut());
            }
            Item::Process(c) => {
                v.extend(c.applies.iter_mut());
                for s in &mut c.steps {
                    v.extend(s.applies.iter_mut());
                    v.push(&mut s.done);
                }
            }
        }
    }
    v
}

pub(super) fn candidates(p: &Policy, person: &Person) -> Vec<(Policy, Person)> {
    let mut out = vec![];
    macro_rules! pol {
        ($q:ident, $body:expr) => {{
            let mut $q = p.clone();
            $body;
            out.push(($q, person.clone()));
        }};
    }
    for i in (0..p.items.len()).rev() {
        pol!(q, {
            q.items.remove(i);
        });
    }
    if p.scope.is_some() {
        pol!(q, q.scope = None);
    }
    if p.detail.applies.is_some() {
        pol!(q, q.detail.applies = None);
    }
    if p.detail.none_assumed {
        pol!(q, q.detail.none_assumed = false);
    }
    for i in 0..p.parameters.len() {
        pol!(q, {
            q.parameters.remove(i);
        });
    }
    for i in 0..p.items.len() {
        match &p.items[i] {
            Item::Decision(d) => {
                if let Body::Cases { applies, default, exceptions } = &d.body {
                    macro_rules! b {
                        ($a:ident, $dd:ident, $x:ident, $body:expr) => {{
                            let mut q = p.clone();
                            if let Item::Decision(d) = &mut q.items[i]
                                && let Body::Cases { applies: $a, default: $dd, exceptions: $x } = &mut d.body
                            {
                                let _ = (&$a, &$dd, &$x);
                                $body;
                            }
                            out.push((q, person.clone()));
                        }};
                    }
                    if applies.is_some() {
                        b!(a, dd, x, *a = None);
                    }
                    if default.is_some() {
                        b!(a, dd, x, *dd = None);
                    }
                    for k in 0..exceptions.len() {
                        b!(a, dd, x, {
                            x.remove(k);
                        });
                        {
                            let n = exceptions[k].name.clone();
                            b!(a, dd, x, {
                                x.remove(k);
                                for y in x.iter_mut() {
                                    y.beats.retain(|z| *z != n);
                                }
                            });
                        }
                        for z in 0..exceptions[k].beats.len() {
                            b!(a, dd, x, {
                                x[k].beats.remove(z);
                            });
                        }
                    }
                }
            }
            Item::Collection(c) => {
                macro_rules! b {
                    ($c:ident, $body:expr) => {{
                        let mut q = p.clone();
                        if let Item::Collection($c) = &mut q.items[i] {
                            $body;
                        }
                        out.push((q, person.clone()));
                    }};
                }
                if c.applies.is_some() {
                    b!(c, c.applies = None);
                }
                for k in 0..c.entries.len() {
                    b!(c, {
                        c.entries.remove(k);
                    });
                    b!(c, c.entries[k].when = None);
                }
            }
            Item::Check(c) => {
                macro_rules! b {
                    ($c:ident, $body:expr) => {{
                        let mut q = p.clone();
                        if let Item::Check($c) = &mut q.items[i] {
                            $body;
                        }
                        out.push((q, person.clone()));
                    }};
                }
                if c.when.is_some() && c.require.is_some() {
                    b!(c, c.when = None);
                    b!(c, c.require = None);
                }
            }
            Item::Process(c) => {
                macro_rules! b {
                    ($c:ident, $body:expr) => {{
                        let mut q = p.clone();
                        if let Item::Process($c) = &mut q.items[i] {
                            $body;
                        }
                        out.push((q, person.clone()));
                    }};
                }
                if c.applies.is_some() {
                    b!(c, c.applies = None);
                }
                for k in 0..c.steps.len() {
                    b!(c, {
                        c.steps.remove(k);
                    });
                    if c.steps[k].applies.is_some() {
                        b!(c, c.steps[k].applies = None);
                    }
                }
            }
        }
    }
    for detail in [false, true] {
        let n = if detail { p.detail.fields.len() } else { p.fields.len() };
        for k in 0..n {
            macro_rules! b {
                ($f:ident, $body:expr) => {{
                    let mut q = p.clone();
                    let $f = if detail { &mut q.detail.fields } else { &mut q.fields };
                    $body;
                    out.push((q, person.clone()));
                }};
            }
            let f = if detail { &p.detail.fields[k] } else { &p.fields[k] };
            if f.applies.is_some() {
                b!(f, f[k].applies = None);
            }
            if !matches!(f.required, Required::No) {
                b!(f, f[k].required = Required::No);
            }
            if f.placeholder {
                b!(f, f[k].placeholder = false);
            }
            if f.assumed.is_some() {
                b!(f, f[k].assumed = None);
            }
            {
                let mut q = p.clone();
                let mut per = person.clone();
                let fs = if detail { &mut q.detail.fields } else { &mut q.fields };
                let name = fs.remove(k).name;
                if detail {
                    for r in per.rows.iter_mut().flatten() {
                        r.remove(&name);
                    }
                } else {
                    per.cells.remove(&name);
                }
                out.push((q, per));
            }
        }
    }
    let count = slots(&mut p.clone()).len();
    for s in 0..count {
        let n = nodes(slots(&mut p.clone())[s]);
        for k in 0..n {
            let mut probe = p.clone();
            let mut sl = slots(&mut probe);
            let mut kk = k;
            let node = nth(sl[s], &mut kk).unwrap();
            let kids: Vec<Expression> = children(node).into_iter().map(|c| c.clone()).collect();
            let is_list = matches!(node, Expression::And(_) | Expression::Or(_) | Expression::Set(_));
            let has_such = matches!(
                node,
                Expression::Quantified(Quantifier::Count, Some(_))
                    | Expression::Selected { such: Some(_), .. }
                    | Expression::Gathered { such: Some(_), .. }
            );
            for kid in &kids {
                let mut q = p.clone();
                {
                    let mut sl = slots(&mut q);
                    let mut kk = k;
                    *nth(sl[s], &mut kk).unwrap() = kid.clone();
                }
                out.push((q, person.clone()));
            }
            if is_list && kids.len() > 1 {
                for z in 0..kids.len() {
                    let mut q = p.clone();
                    {
                        let mut sl = slots(&mut q);
                        let mut kk = k;
                        if let Expression::And(v) | Expression::Or(v) | Expression::Set(v) = nth(sl[s], &mut kk).unwrap() {
                            v.remove(z);
                        }
                    }
                    out.push((q, person.clone()));
                }
            }
            if has_such {
                let mut q = p.clone();
                {
                    let mut sl = slots(&mut q);
                    let mut kk = k;
                    match nth(sl[s], &mut kk).unwrap() {
                        Expression::Quantified(_, x)
                        | Expression::Selected { such: x, .. }
                        | Expression::Gathered { such: x, .. } => *x = None,
                        _ => {}
                    }
                }
                out.push((q, person.clone()));
            }
            if !kids.is_empty() {
                for truth in [true, false] {
                    let mut q = p.clone();
                    {
                        let mut sl = slots(&mut q);
                        let mut kk = k;
                        *nth(sl[s], &mut kk).unwrap() = Expression::Literal { value: Value::Boolean(truth), bare: true };
                    }
                    out.push((q, person.clone()));
                }
            }
        }
    }
    for name in person.cells.keys() {
        let mut per = person.clone();
        per.cells.remove(name);
        out.push((p.clone(), per));
    }
    if let Some(rows) = &person.rows {
        let mut per = person.clone();
        per.rows = None;
        out.push((p.clone(), per));
        for k in 0..rows.len() {
            let mut per = person.clone();
            per.rows.as_mut().unwrap().remove(k);
            out.push((p.clone(), per));
            for name in rows[k].keys() {
                let mut per = person.clone();
                per.rows.as_mut().unwrap()[k].remove(name);
                out.push((p.clone(), per));
            }
        }
    }
    out
}

/// Greedy; `fails` must check compiling first.
pub(super) fn reduce(p: &Policy, person: &Person, fails: &dyn Fn(&Policy, &Person) -> bool) -> (Policy, Person) {
    let (mut p, mut person) = (p.clone(), person.clone());
    'outer: loop {
        for (q, per) in candidates(&p, &person) {
            if fails(&q, &per) {
                p = q;
                person = per;
                continue 'outer;
            }
        }
        return (p, person);
    }
}
