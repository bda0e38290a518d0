from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "shuren.spine.certificates"
    label = "certificates"
    verbose_name = "证书与证明"
