-- Facility types as data: what is written on a map, what a facility of the type is, and what the page behind its code
-- shows and takes.
-- page: words and facts as in Features/Facilities/Types/PageWords.cs.
alter table facility_kind
  add icon text not null default '部' constraint facility_kind_icon_is_short check (char_length(icon) between 1 and 8),
  add unit text not null default '个' constraint facility_kind_unit_is_short check (char_length(unit) between 1 and 8),
  add geometry text not null default 'point'
    constraint facility_kind_geometry_known check (geometry in ('point', 'line', 'area')),
  add code_pattern text,
  add organisation_kind text constraint facility_kind_organisation_kind_known
    check (organisation_kind in ('bureau', 'centre', 'brigade', 'town', 'contractor')),
  add has_code boolean not null default true,
  add has_page boolean not null default false,
  add page jsonb not null default '{}',
  add constraint facility_kind_page_is_behind_a_code check (has_code or not has_page);
comment on column facility_kind.icon is 'One character or two, on maps and legends: 厕.';
comment on column facility_kind.unit is 'What they are counted in: 座, 盏.';
comment on column facility_kind.code_pattern is
  'A regular expression that the codes of new facilities match as a whole; null: any code.';
comment on column facility_kind.organisation_kind is 'Who may be responsible for one; null: any organisation.';

update facility_kind k set icon = n.icon, unit = n.unit
from (values
  ('toilet', '厕', '座'), ('bridge', '桥', '座'), ('ancient_tree', '树', '株'), ('transfer_station', '站', '座'),
  ('work_vehicle', '车', '辆'), ('lamp', '灯', '盏'), ('lamp_circuit', '路', '条'), ('distribution_box', '电', '个'),
  ('manhole', '井', '个'), ('plate', '牌', '块'), ('fitness', '健', '处'), ('collection_point', '收', '个'), ('other', '部', '个')
) n (code, icon, unit)
where n.code = k.code;
update facility_kind set has_page = true, page = '{
  "title": {"zh": "公厕反馈", "en": "Toilet feedback"},
  "rating": {"zh": "给这座公厕打分", "en": "Your rating"},
  "thanks": {"zh": "感谢您的表扬，我们会转达给保洁人员。", "en": "Thank you; we pass it on to the cleaners."}}'
where code = 'toilet';

-- A facility is of a type that there is.
insert into facility_kind (code, name, name_en)
select distinct f.type, f.type, f.type
from facility f
where f.type ~ '^[a-z][a-z0-9_]{0,62}$' and not exists (select from facility_kind k where k.code = f.type);
update facility f set type = 'other' where not exists (select from facility_kind k where k.code = f.type);
alter table facility
  add constraint facility_type_exists foreign key (type) references facility_kind,
  add shape geometry(Geometry, 4326) constraint facility_shape_is_line_or_area
    check (geometrytype(shape) in ('LINESTRING', 'MULTILINESTRING', 'POLYGON', 'MULTIPOLYGON'));
comment on column facility.shape is 'Of a type that is a line or an area; position lies on it. Null for a point.';
create index facility_shape_gist on facility using gist (shape) where shape is not null;

-- Kinds of feedback belong to a type: what is said of one counts for no other. ordinal null: not offered any more,
-- though what was said stays and phones that were offline may still say it.
alter table feedback drop constraint feedback_kind_known;
alter table feedback_kind
  drop constraint feedback_kind_pk,
  drop constraint feedback_kind_ordinal_unique,
  add facility_type text not null default 'toilet'
    constraint feedback_kind_facility_type_exists references facility_kind on delete cascade,
  add icon text;
alter table feedback_kind
  alter facility_type drop default,
  alter ordinal drop not null,
  add constraint feedback_kind_pk primary key (facility_type, code),
  add constraint feedback_kind_code_is_a_name check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
  add constraint feedback_kind_ordinal_unique unique (facility_type, ordinal) deferrable initially deferred;
alter table feedback add facility_type text not null default 'toilet';
update feedback f set facility_type = t.type from facility t where t.id = f.facility_id and t.type <> 'toilet';
insert into feedback_kind (facility_type, code, ordinal, name, name_en, category_code)
select distinct f.facility_type, k.code, null::smallint, k.name, k.name_en, k.category_code
from feedback f
join feedback_kind k on k.code = f.kind and k.facility_type = 'toilet'
where f.facility_type <> 'toilet';
alter table feedback
  alter facility_type drop default,
  add constraint feedback_kind_known foreign key (facility_type, kind) references feedback_kind (facility_type, code);
comment on column feedback.facility_type is 'Of the facility when it was said.';
