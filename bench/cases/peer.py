"""SpiffWorkflow on the same route: five user tasks in a row, loaded, completed, saved and committed one by one."""

import json
import logging
import tempfile
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


class Peer:
    """Instances in a table of their own, numbered by process; the diagram is read once, as a server would."""

    def __init__(self, number: int, count: int, _: int) -> None:
        logging.getLogger("spiff").setLevel(logging.WARNING)
        parser = BpmnParser()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "transfer.bpmn"
            path.write_text(diagram(), encoding="utf-8")
            parser.add_bpmn_file(str(path))
        self.numbers = range(number * count, (number + 1) * count)
        self.spec, self.serializer = parser.get_spec("transfer"), BpmnWorkflowSerializer()
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS bench_spiff (id bigint PRIMARY KEY, state jsonb NOT NULL)")
            cursor.execute("DELETE FROM bench_spiff WHERE id BETWEEN %s AND %s", [self.numbers[0], self.numbers[-1]])

    def go(self) -> int:
        """Open instances and complete every step of each, saved and committed after each; return the steps."""
        for number in self.numbers:
            flow = BpmnWorkflow(self.spec)
            flow.do_engine_steps()
            self._save(number, flow, "INSERT INTO bench_spiff (state, id) VALUES (%s, %s)")
            for _ in STEPS:
                flow = self._load(number)
                flow.get_next_task(state=TaskState.READY, manual=True).run()
                flow.do_engine_steps()
                self._save(number, flow, "UPDATE bench_spiff SET state = %s WHERE id = %s")
            assert flow.is_completed()
        return len(self.numbers) * len(STEPS)

    def _save(self, number: int, flow: BpmnWorkflow, statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [self.serializer.serialize_json(flow), number])

    def _load(self, number: int) -> BpmnWorkflow:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_spiff WHERE id = %s", [number])
            stored = cursor.fetchone()[0]
        text = stored if isinstance(stored, str) else json.dumps(stored)
        return self.serializer.deserialize_json(text)
