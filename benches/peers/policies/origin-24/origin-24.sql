-- The origin-24 policy as one query. {input} is filled in by the script.
WITH d AS (
  SELECT *,
    category = 'mainland' AS mainland,
    category <> 'international' AS scope,
    level <> '本科' AS post
  FROM {input}
), r AS (
  SELECT *,
    CASE WHEN NOT scope THEN 'OUT_OF_SCOPE' WHEN NOT mainland THEN 'HMT'
         WHEN NOT post THEN CASE WHEN hh_moved THEN 'UG_MOVED' ELSE 'UG_DEFAULT' END
         WHEN worked AND work_hukou = 'individual' THEN 'PG_WORK' ELSE 'PG_DEFAULT' END AS rule,
    CASE WHEN NOT mainland THEN true
         WHEN origin IN ('广东省东莞市', '广东省中山市') THEN true
         ELSE regexp_matches(origin, '^.*(市|自治州|盟|地区).*[区县市旗]$') END AS fine
  FROM d
), o AS (
  SELECT *,
    CASE rule WHEN 'OUT_OF_SCOPE' THEN '' WHEN 'UG_MOVED' THEN hh_new_div WHEN 'PG_WORK' THEN work_div
      WHEN 'HMT' THEN CASE category WHEN 'hongkong' THEN '香港特别行政区' WHEN 'macau' THEN '澳门特别行政区' ELSE '台湾省' END
      ELSE pre_div END AS determined
  FROM r
), f AS (
  SELECT *,
    CASE WHEN NOT scope THEN '' ELSE concat_ws('|',
      CASE WHEN name = '' THEN 'F01' END,
      CASE WHEN NOT regexp_full_match(student_id, '[0-9]{8,12}') THEN 'F02' END,
      CASE WHEN mainland AND NOT regexp_full_match(id_number, '[1-9][0-9]{16}[0-9X]') THEN 'F03' END,
      CASE WHEN NOT mainland AND (contains(id_number, '（') OR contains(id_number, '）')) THEN 'F04' END,
      CASE WHEN NOT starts_with(grad_ym, '2024-') THEN 'F05' END,
      CASE WHEN department = '' THEN 'F06' END,
      CASE WHEN major = '' THEN 'F07' END,
      CASE WHEN NOT regexp_full_match(phone, '1[3-9][0-9]{9}') THEN 'F08' END,
      CASE WHEN mainland AND political NOT IN ('中共党员', '中共预备党员', '共青团员', '民革党员', '民盟盟员', '民建会员', '民进会员', '农工党党员', '致公党党员', '九三学社社员', '台盟盟员', '无党派人士', '群众') THEN 'F09' END,
      CASE WHEN prev_school IN ('', '毕业学校') THEN 'F10' END,
      CASE WHEN talent_plan AND post AND NOT agreement THEN 'F11' END,
      CASE WHEN bound AND bound_year <> 2024 THEN 'F12' END,
      CASE WHEN determined = '' THEN 'F13' END,
      CASE WHEN determined <> '' AND origin <> determined THEN 'F14' END,
      CASE WHEN NOT fine THEN 'F15' END,
      CASE WHEN mainland AND NOT regexp_full_match(pre_code, '[1-9][0-9]{5}') THEN 'F16' END) END AS blocking,
    CASE WHEN NOT scope THEN '' ELSE concat_ws('|',
      CASE WHEN submitted_on > '2023-10-13' THEN 'F17' END,
      CASE WHEN resume_pct < 60 THEN 'F18' END) END AS warnings
  FROM o
), n AS (
  SELECT *,
    CASE WHEN NOT scope THEN 'OUT_OF_SCOPE'
         WHEN NOT bound THEN CASE WHEN mainland THEN 'VERIFY_AND_BIND' ELSE 'BIND' END
         WHEN bound_year <> 2024 THEN 'REBIND'
         WHEN blocking <> '' THEN 'FIX_FIELDS'
         ELSE CASE review WHEN 'none' THEN 'SUBMIT' WHEN 'submitted' THEN 'WAIT_DEPT' WHEN 'dept_approved' THEN 'WAIT_SCHOOL'
           WHEN 'school_approved' THEN 'WAIT_CENTER' WHEN 'center_approved' THEN 'WAIT_INIT' WHEN 'initialized' THEN 'DONE' ELSE 'RESUBMIT' END
    END AS next
  FROM f
)
SELECT student_id, determined, rule,
  (scope AND determined <> '' AND origin = determined AND fine) AS origin_ok,
  blocking || CASE WHEN blocking <> '' AND warnings <> '' THEN '|' ELSE '' END || warnings AS findings,
  next = 'DONE' AS complete, next
FROM n
