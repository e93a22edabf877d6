import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('bureau', '__first__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc_no', models.CharField(max_length=60, unique=True, verbose_name='文号')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('signed', models.DateField(verbose_name='落款日期')),
                ('published', models.DateField(verbose_name='公布日期')),
                ('amends', models.CharField(blank=True, max_length=60, verbose_name='调整的通知')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='来源')),
                ('content', models.JSONField(verbose_name='内容')),
                ('origin', models.CharField(choices=[('file', '随平台提供'), ('desk', '工作人员登记')], max_length=4, verbose_name='登记方式')),
                ('registered_at', models.DateTimeField(verbose_name='登记时间')),
            ],
            options={
                'verbose_name': '放假通知',
                'verbose_name_plural': '放假通知',
                'constraints': [models.CheckConstraint(condition=models.Q(('published__gte', models.F('signed'))), name='notice_dates'), models.UniqueConstraint(condition=models.Q(('amends', '')), fields=('year',), name='notice_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=60)),
                ('subject_name', models.CharField(max_length=300, verbose_name='事项')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='办理页面')),
                ('duty', models.CharField(max_length=80, verbose_name='应办事项')),
                ('rule', models.CharField(blank=True, max_length=20, verbose_name='规则')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('grade', models.CharField(blank=True, max_length=1, verbose_name='依据等级')),
                ('amount', models.PositiveIntegerField(verbose_name='期限')),
                ('measure', models.CharField(choices=[('wd', '个工作日'), ('d', '日'), ('month', '个月'), ('year', '年'), ('hour', '小时'), ('date', '法定日期')], max_length=5, verbose_name='单位')),
                ('moves', models.BooleanField(default=True, verbose_name='届满日遇休息日顺延')),
                ('fixed_on', models.DateField(blank=True, null=True, verbose_name='法定日期')),
                ('state', models.CharField(choices=[('awaiting', '收到日期待确认'), ('running', '正在计算'), ('paused', '正在扣除时间'), ('met', '已经办结'), ('closed', '已经终止')], max_length=10, verbose_name='状态')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='起算日')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='届满日')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='届满时刻')),
                ('provisional', models.BooleanField(default=False, verbose_name='暂按')),
                ('calendar_version', models.CharField(blank=True, max_length=60, verbose_name='所用放假通知')),
                ('met_on', models.DateField(blank=True, null=True, verbose_name='办结日')),
                ('met_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时刻')),
                ('closed_reason', models.CharField(blank=True, max_length=300, verbose_name='终止理由')),
                ('created_at', models.DateTimeField()),
                ('official', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to=settings.AUTH_USER_MODEL, verbose_name='承办人')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deadlines', to='bureau.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '期限',
                'verbose_name_plural': '期限',
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('start', '起算'), ('confirm', '确认收到日期'), ('restart', '重新起算'), ('exclude', '扣除时间'), ('resume', '结束扣除'), ('extend', '延长期限'), ('met', '办结'), ('closed', '终止'), ('recomputed', '重新计算')], max_length=10, verbose_name='事项')),
                ('on', models.DateField(blank=True, null=True, verbose_name='日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='至')),
                ('moment', models.DateTimeField(blank=True, null=True, verbose_name='时刻')),
                ('amount', models.PositiveIntegerField(default=0, verbose_name='延长')),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='理由')),
                ('approver', models.CharField(blank=True, max_length=80, verbose_name='批准人')),
                ('actor_kind', models.CharField(max_length=30)),
                ('actor_id', models.CharField(max_length=60)),
                ('actor_name', models.CharField(max_length=80, verbose_name='经办人')),
                ('due_before', models.DateField(blank=True, null=True, verbose_name='原届满日')),
                ('due_after', models.DateField(blank=True, null=True, verbose_name='届满日')),
                ('calendar_version', models.CharField(blank=True, max_length=60, verbose_name='所用放假通知')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='workdays.deadline')),
            ],
            options={
                'verbose_name': '期限台账',
                'verbose_name_plural': '期限台账',
            },
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['state', 'due_on', 'id'], name='deadline_due'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['unit', 'state', 'due_on'], name='deadline_of_unit'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['official', 'state', 'due_on'], name='deadline_of_official'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(fields=['subject_kind', 'subject_id'], name='deadline_subject'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('official__isnull', True), ('state__in', ['awaiting', 'paused', 'running'])), fields=('subject_kind', 'subject_id', 'duty', 'unit'), name='deadline_once_a_unit'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('official__isnull', False), ('state__in', ['awaiting', 'paused', 'running'])), fields=('subject_kind', 'subject_id', 'duty', 'unit', 'official'), name='deadline_once_an_official'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), ('due_on__isnull', False), _connector='OR'), name='deadline_running_has_due'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['awaiting', 'paused']), _negated=True), ('due_on__isnull', True), _connector='OR'), name='deadline_waiting_has_no_due'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('met_at__isnull', False), ('met_on__isnull', False), ('state', 'met')), models.Q(models.Q(('state', 'met'), _negated=True), ('met_at__isnull', True), ('met_on__isnull', True)), _connector='OR'), name='deadline_met_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(('closed_reason', ''), _negated=True), _connector='OR'), name='deadline_closed_has_reason'),
        ),
        migrations.AddIndex(
            model_name='ledgerentry',
            index=models.Index(fields=['deadline', 'id'], name='ledger_of_deadline'),
        ),
    ]
