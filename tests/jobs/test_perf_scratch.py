import time, random
from datetime import timedelta, datetime, UTC
from models.people import Person
from models.enrolments import Enrolment
from models.timeline import Task, TaskStatus
from tests import cast
from vle_app.alerts import due
from vle_app import clock
from vle_app.notices import queries
from sqlmodel import select
import pytest
from models.programmes import TaskKind
@pytest.mark.parametrize("people",[200,5000])
def test_perf(session, database, now, people):
    due.load_rules(session)
    sam = cast.person(session,"Sam Okafor"); e = cast.enrolment(session,"Sam Okafor")
    r = random.Random(1); ps=[];es=[];ts=[]
    for i in range(people):
        p=Person(**{**sam.model_dump(exclude={"id"}),"email":f"p{i}@x","name":f"P {i}"}); ps.append(p)
        en=Enrolment(**{**e.model_dump(exclude={"id","person_id"}),"person_id":p.id}); es.append(en)
        for k in range(40):
            d=clock.end_of((now+timedelta(days=r.randint(-100,100))).date(),"Europe/London")
            ts.append(Task(enrolment_id=en.id,person_id=p.id,unit_id=None,kind=TaskKind.READ,title=f"T{k}",minutes=5,position=k,first_due_at=d,due_at=d,status=TaskStatus.OPEN if d>now or r.random()<.2 else TaskStatus.DONE))
    from sqlalchemy import insert
    for rows,c in ((ps,Person),(es,Enrolment),(ts,Task)):
        for i in range(0,len(rows),1000): session.execute(insert(c),[x.model_dump() for x in rows[i:i+1000]])
    session.commit()
    t=time.perf_counter(); n=0
    while True:
        k=due.raise_alerts(session, now=now); session.commit()
        if not k: break
        n+=k
    print("raised",n,time.perf_counter()-t)
    for _ in range(4):
        with database.snapshot() as s:
            t=time.perf_counter(); assert not due.is_anything_due(s, now); print("steady ms",1000*(time.perf_counter()-t))
    with database.snapshot() as s:
        me=cast.visitor(s,"Sam Okafor")
        queries.unread(s,me); t=time.perf_counter(); queries.unread(s,me); print("unread ms",1000*(time.perf_counter()-t))
        rule=due.rules_on(s)[4]
        q=due._missing(rule,due._days(s,now),now).limit(1)
        sql=str(q.compile(s.get_bind(),compile_kwargs={"literal_binds":True}))
        pre = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN ANALYZE "
        for row in s.connection().exec_driver_sql((pre+sql).replace("%","%%") if not database.is_sqlite else pre+sql): print(row)
