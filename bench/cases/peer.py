"""SpiffWorkflow on the same route: five user tasks in a row, loaded, completed, saved and committed one by one."""

import json
from itertools import pairwise
from pathlib import Path

from django.db import connection, transaction
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

STEPS = ("apply", "receiving_school", "receiving_authority", "sending_school", "sending_authority")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench">
<bpmn:process id="transfer" isExecutable="true">"""


def diagram() -> str:
    """Write the route as BPMN."""
    nodes = ["start", *STEPS, "end"]
    tasks = [f'<bpmn:manualTask id="{step}" name="{step}"/>' for step in STEPS]
    flows = [
        f'<bpmn:sequenceFlow id="f{at}" sourceRef="{a}" targetRef="{b}"/>' for at, (a, b) in enumerate(pairwise(nodes))
    ]
    ends = ['<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>']
    return "".join([HEAD, *ends, *tasks, *flows, "</bpmn:process></bpmn:definitions>"])


def prepare(folder: Path) -> "Peer":
    """Read the diagram once, as a server would when it starts."""
    path = folder / "transfer.bpmn"
    path.write_text(diagram(), encoding="utf-8")
    parser = BpmnParser()
    parser.add_bpmn_file(str(path))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_spiff")
        cursor.execute("CREATE TABLE bench_spiff (id bigint PRIMARY KEY, state jsonb NOT NULL)")
    return Peer(parser)


class Peer:
    """Instances in a table of their own."""

    def __init__(self, parser: BpmnParser) -> None:
        self.spec, self.serializer = parser.get_spec("transfer"), BpmnWorkflowSerializer()

    def walk(self, count: int) -> None:
        """Open instances and complete every step of each, saved and committed after each step."""
        for number in range(count):
            flow = BpmnWorkflow(self.spec)
            flow.do_engine_steps()
            self._save(number, flow, "INSERT INTO bench_spiff (state, id) VALUES (%s, %s)")
            for _ in STEPS:
                flow = self._load(number)
                flow.get_next_task(state=TaskState.READY, manual=True).run()
                flow.do_engine_steps()
                self._save(number, flow, "UPDATE bench_spiff SET state = %s WHERE id = %s")
            assert flow.is_completed()

    def _save(self, number: int, flow: BpmnWorkflow, statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [self.serializer.serialize_json(flow), number])

    def _load(self, number: int) -> BpmnWorkflow:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_spiff WHERE id = %s", [number])
            stored = cursor.fetchone()[0]
        text = stored if isinstance(stored, str) else json.dumps(stored)
        return self.serializer.deserialize_json(text)
