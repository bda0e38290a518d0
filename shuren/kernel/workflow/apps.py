from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "shuren.kernel.workflow"
    label = "workflow"
    verbose_name = "流程"
