"""The tables as they were at the beginning, and the triggers that make the audit log append-only.

Revision ccb468de2a7c, of 2026-11-23. There is no way down: restore the backup made before.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = 'ccb468de2a7c'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alert_rule',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('trigger', sa.Enum('task_due', 'task_overdue', name='trigger', native_enum=False, length=32), nullable=False),
    sa.Column('offset_days', sa.Integer(), nullable=False),
    sa.Column('channels', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert_rule')),
    sa.UniqueConstraint('code', name=op.f('uq_alert_rule_code')),
    sa.UniqueConstraint('trigger', 'offset_days', name=op.f('uq_alert_rule_trigger_offset_days'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('actor_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('action', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('subject_kind', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_action'), ['action'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject_id'), ['subject_id'], unique=False)

    op.create_table('failed_sign_in',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('account_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('address_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('device_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_failed_sign_in'))
    )
    with op.batch_alter_table('failed_sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_failed_sign_in_account_digest'), ['account_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_sign_in_address_digest'), ['address_digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_sign_in_at'), ['at'], unique=False)

    op.create_table('organisation',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('short_code', sqlmodel.sql.sqltypes.AutoString(length=12), nullable=False),
    sa.Column('kind', sa.Enum('provider', 'home_office', 'devolved', 'special', 'overseas', name='organisationkind', native_enum=False, length=32), nullable=False),
    sa.Column('region', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('division', sa.Enum('england-and-wales', 'scotland', 'northern-ireland', name='division', native_enum=False, length=32), nullable=False),
    sa.Column('zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('monogram', sqlmodel.sql.sqltypes.AutoString(length=3), nullable=False),
    sa.Column('brand_hue', sa.Integer(), nullable=False),
    sa.Column('brand_strength', sa.Float(), nullable=False),
    sa.Column('welcome', sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('name', name=op.f('uq_organisation_name')),
    sa.UniqueConstraint('short_code', name=op.f('uq_organisation_short_code'))
    )
    op.create_table('practice_mail',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('sender', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('recipient', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('html', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('headers', sa.JSON(), nullable=False),
    sa.Column('received_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_mail'))
    )
    with op.batch_alter_table('practice_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_mail_received_at'), ['received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_mail_recipient'), ['recipient'], unique=False)

    op.create_table('setting',
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_setting'))
    )
    op.create_table('syllabus_version',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('framework', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('operational_start', sa.Date(), nullable=True),
    sa.Column('last_registration', sa.Date(), nullable=True),
    sa.Column('last_certification', sa.Date(), nullable=True),
    sa.Column('gaps', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_syllabus_version')),
    sa.UniqueConstraint('code', name=op.f('uq_syllabus_version_code'))
    )
    op.create_table('unit',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('home_level', sa.Integer(), nullable=False),
    sa.Column('credits', sa.Integer(), nullable=False),
    sa.Column('tut_hours', sa.Integer(), nullable=False),
    sa.Column('glh', sa.Integer(), nullable=True),
    sa.Column('is_work_based_project', sa.Boolean(), nullable=False),
    sa.Column('confidence', sa.JSON(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code'))
    )
    op.create_table('audit_seal',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('entry_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('sealed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['audit_entry.id'], name=op.f('fk_audit_seal_entry_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_seal')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_audit_seal_entry_id'))
    )
    op.create_table('brief',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('scenario', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('tasks', sa.JSON(), nullable=False),
    sa.Column('min_words', sa.Integer(), nullable=False),
    sa.Column('max_words', sa.Integer(), nullable=False),
    sa.Column('tolerance_pct', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_brief_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief')),
    sa.UniqueConstraint('unit_id', 'version', name=op.f('uq_brief_unit_id_version'))
    )
    op.create_table('learning_outcome',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('ref', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_learning_outcome_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learning_outcome')),
    sa.UniqueConstraint('unit_id', 'ref', name=op.f('uq_learning_outcome_unit_id_ref'))
    )
    op.create_table('person',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('alias', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('identity_protection', sa.Enum('standard', 'restricted', 'protected', name='identityprotection', native_enum=False, length=32), nullable=False),
    sa.Column('zone', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('password_hash', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
    sa.Column('password_set_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('is_sample', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_person_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('qualification',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('syllabus_version_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('size', sa.Enum('award', 'certificate', 'diploma', name='size', native_enum=False, length=32), nullable=False),
    sa.Column('regulator_number', sqlmodel.sql.sqltypes.AutoString(length=24), nullable=True),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('confidence', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['syllabus_version_id'], ['syllabus_version.id'], name=op.f('fk_qualification_syllabus_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification')),
    sa.UniqueConstraint('title', name=op.f('uq_qualification_title'))
    )
    with op.batch_alter_table('qualification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_syllabus_version_id'), ['syllabus_version_id'], unique=False)

    op.create_table('unit_use',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('syllabus_version_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('group', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
    sa.Column('is_mandatory', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['syllabus_version_id'], ['syllabus_version.id'], name=op.f('fk_unit_use_syllabus_version_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_use_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_use')),
    sa.UniqueConstraint('syllabus_version_id', 'unit_id', name=op.f('uq_unit_use_syllabus_version_id_unit_id'))
    )
    with op.batch_alter_table('unit_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unit_use_unit_id'), ['unit_id'], unique=False)

    op.create_table('assessment_criterion',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('outcome_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('ref', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('command_verb', sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
    sa.Column('is_plural', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outcome_id'], ['learning_outcome.id'], name=op.f('fk_assessment_criterion_outcome_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_assessment_criterion_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_criterion')),
    sa.UniqueConstraint('unit_id', 'ref', name=op.f('uq_assessment_criterion_unit_id_ref'))
    )
    with op.batch_alter_table('assessment_criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_criterion_outcome_id'), ['outcome_id'], unique=False)

    op.create_table('known_device',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('device_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('seen_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_known_device_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_device')),
    sa.UniqueConstraint('person_id', 'device_digest', name=op.f('uq_known_device_person_id_device_digest'))
    )
    op.create_table('notice',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('due_version', sa.Integer(), nullable=False),
    sa.Column('channel', sa.Enum('bell', 'email', name='channel', native_enum=False, length=32), nullable=False),
    sa.Column('state', sa.Enum('planned', 'claimed', 'sent', 'failed', 'dropped', 'expired', name='noticestate', native_enum=False, length=32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('body', sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
    sa.Column('link', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('facts', sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
    sa.Column('next_try_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('last_useful_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('claimed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('claimed_by', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('read_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_notice_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('key', name=op.f('uq_notice_key'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_person_channel', ['person_id', 'channel', 'state'], unique=False)
        batch_op.create_index('ix_notice_state_due', ['state', 'next_try_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_subject_id'), ['subject_id'], unique=False)

    op.create_table('one_time_link',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('purpose', sa.Enum('join', 'reset', name='linkpurpose', native_enum=False, length=32), nullable=False),
    sa.Column('token_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('made_by_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_one_time_link_made_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_link_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_link')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_one_time_link_token_digest'))
    )
    with op.batch_alter_table('one_time_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_link_person_id'), ['person_id'], unique=False)

    op.create_table('programme',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('slug', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('summary', sqlmodel.sql.sqltypes.AutoString(length=600), nullable=False),
    sa.Column('qualification_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_codes', sa.JSON(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['qualification_id'], ['qualification.id'], name=op.f('fk_programme_qualification_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('slug', name=op.f('uq_programme_slug'))
    )
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_qualification_id'), ['qualification_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('role', sa.Enum('participant', 'tutor', 'iqa', 'concierge', 'force_lead', 'finance', 'director', name='role', native_enum=False, length=32), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_role_grant_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('person_id', 'role', 'organisation_id', name=op.f('uq_role_grant_person_id_role_organisation_id'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('sign_in',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('token_digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('device', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('seen_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_sign_in_token_digest'))
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_person_id'), ['person_id'], unique=False)

    op.create_table('cohort',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('programme_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_cohort_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort')),
    sa.UniqueConstraint('name', name=op.f('uq_cohort_name'))
    )
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_programme_id'), ['programme_id'], unique=False)

    op.create_table('timeline_item',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('programme_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
    sa.Column('kind', sa.Enum('read', 'watch', 'workbook', 'reflect', 'book', 'attend', 'draft', 'hand_in', 'survey', name='taskkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('offset_working_days', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_timeline_item_programme_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_timeline_item_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timeline_item'))
    )
    with op.batch_alter_table('timeline_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timeline_item_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_timeline_item_unit_id'), ['unit_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('cohort_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('syllabus_version_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('tutor_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('status', sa.Enum('active', 'paused', 'withdrawn', 'achieved', name='enrolmentstatus', native_enum=False, length=32), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_enrolment_cohort_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_enrolment_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_enrolment_person_id')),
    sa.ForeignKeyConstraint(['syllabus_version_id'], ['syllabus_version.id'], name=op.f('fk_enrolment_syllabus_version_id')),
    sa.ForeignKeyConstraint(['tutor_id'], ['person.id'], name=op.f('fk_enrolment_tutor_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('person_id', 'cohort_id', name=op.f('uq_enrolment_person_id_cohort_id'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_cohort_id'), ['cohort_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_tutor_id'), ['tutor_id'], unique=False)

    op.create_table('enrolment_unit',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('enrolment_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_enrolment_unit_enrolment_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_enrolment_unit_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment_unit')),
    sa.UniqueConstraint('enrolment_id', 'unit_id', name=op.f('uq_enrolment_unit_enrolment_id_unit_id'))
    )
    with op.batch_alter_table('enrolment_unit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_unit_unit_id'), ['unit_id'], unique=False)

    op.create_table('task',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('enrolment_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
    sa.Column('item_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
    sa.Column('kind', sa.Enum('read', 'watch', 'workbook', 'reflect', 'book', 'attend', 'draft', 'hand_in', 'survey', name='taskkind', native_enum=False, length=32), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('first_due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('due_version', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'handed_in', 'done', 'dropped', name='taskstatus', native_enum=False, length=32), nullable=False),
    sa.Column('done_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_task_enrolment_id')),
    sa.ForeignKeyConstraint(['item_id'], ['timeline_item.id'], name=op.f('fk_task_item_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_task_person_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_task_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_item_id'), ['item_id'], unique=False)
        batch_op.create_index('ix_task_person_status_due', ['person_id', 'status', 'due_at'], unique=False)
        batch_op.create_index('ix_task_status_due', ['status', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_unit_id'), ['unit_id'], unique=False)

    op.create_table('submission',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('task_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('person_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('unit_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('tutor_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('status', sa.Enum('handed_in', 'with_tutor', 'decided', 'referred', 'passed', name='submissionstatus', native_enum=False, length=32), nullable=False),
    sa.Column('attempt_count', sa.Integer(), nullable=False),
    sa.Column('handed_in_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_submission_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_submission_person_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_submission_task_id')),
    sa.ForeignKeyConstraint(['tutor_id'], ['person.id'], name=op.f('fk_submission_tutor_id')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_submission_unit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('task_id', name=op.f('uq_submission_task_id'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submission_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_submission_tutor_status_promised', ['tutor_id', 'status', 'promised_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_submission_unit_id'), ['unit_id'], unique=False)

    op.create_table('attempt',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('submission_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('brief_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('handed_in_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('receipt', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('declarations', sa.JSON(), nullable=False),
    sa.Column('opened_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_attempt_brief_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_attempt_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('receipt', name=op.f('uq_attempt_receipt')),
    sa.UniqueConstraint('submission_id', 'number', name=op.f('uq_attempt_submission_id_number'))
    )
    op.create_table('criterion_decision',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('attempt_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('criterion_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('is_met', sa.Boolean(), nullable=False),
    sa.Column('comment', sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_criterion_decision_attempt_id')),
    sa.ForeignKeyConstraint(['criterion_id'], ['assessment_criterion.id'], name=op.f('fk_criterion_decision_criterion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion_decision')),
    sa.UniqueConstraint('attempt_id', 'criterion_id', name=op.f('uq_criterion_decision_attempt_id_criterion_id'))
    )
    with op.batch_alter_table('criterion_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_criterion_decision_criterion_id'), ['criterion_id'], unique=False)

    op.create_table('decision',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('attempt_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('assessor_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('outcome', sa.Enum('pass', 'refer', name='outcome', native_enum=False, length=32), nullable=False),
    sa.Column('comment', sqlmodel.sql.sqltypes.AutoString(length=8000), nullable=False),
    sa.Column('decided_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('released_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('resubmit_by', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['assessor_id'], ['person.id'], name=op.f('fk_decision_assessor_id')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_decision_attempt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_decision_attempt_id'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_assessor_id'), ['assessor_id'], unique=False)

    op.create_table('stored_file',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('owner_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('task_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
    sa.Column('attempt_id', sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
    sa.Column('media_type', sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_stored_file_attempt_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_stored_file_owner_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_stored_file_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_attempt_id'), ['attempt_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stored_file_task_id'), ['task_id'], unique=False)

    _make_audit_append_only()


def _make_audit_append_only() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute("""
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
        """)
    for table in ("audit_entry", "audit_seal"):
        for change in ("update", "delete"):
            refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END" if is_sqlite else "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            op.execute(f"CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table} {refuse}")
