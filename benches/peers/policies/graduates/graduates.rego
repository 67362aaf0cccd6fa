# A part of the policy of 2024 in Rego. Texts are empty where a field is not filled in, numbers -1.
package graduates

import rego.v1

deadline := "2023-10-13"

today := "2023-09-28"

year := 2024

overseas if input.category in {"香港", "澳门", "台湾"}

graduate if input.level in {"硕士", "博士"}

out_of_scope if input.category == "国际"

out_of_scope if {
	input.class_year != -1
	input.class_year != year
}

# Checks and steps say nothing while it is not certain that the graduate is in scope.
surely_in_scope if {
	input.class_year == year
	input.category in {"内地", "香港", "澳门", "台湾"}
}

# ---------------------------------------------------------------- what must be filled in
required := {
	"必填·学号": input.student_id,
	"必填·培养单位": input.department,
	"必填·专业": input.major,
	"必填·学历": input.level,
	"必填·系统预毕业年月": input.grad_month,
	"必填·高中/本科毕业学校": input.prev_school,
	"必填·姓名": input.name,
	"必填·性别": input.gender,
	"必填·学生类别": input.category,
	"必填·证件号码": input.id_number,
	"必填·手机号码": input.phone,
	"必填·生源地": input.origin,
}

findings contains code if {
	not out_of_scope
	some code, text in required
	text == ""
}

findings contains "必填·高中/本科毕业学校" if {
	not out_of_scope
	input.prev_school == "毕业学校"
}

findings contains "必填·政治面貌" if {
	not out_of_scope
	input.category == "内地"
	input.political == ""
}

# ---------------------------------------------------------------- checks
returned if {
	input.returned_on != ""
	input.resubmitted_on == ""
}

returned if {
	input.returned_on != ""
	input.resubmitted_on < input.returned_on
}

findings contains "提交逾期" if {
	surely_in_scope
	input.submitted_on > deadline
}

findings contains "家庭迁移日期有疑" if {
	surely_in_scope
	input.moved == "是"
	input.moved_on != ""
	input.moved_on < input.first_enrolled
}

findings contains "家庭迁移日期有疑" if {
	surely_in_scope
	input.moved == "是"
	input.moved_on > today
}

# A month is less than every day in it.
findings contains "高考晚于入学" if {
	surely_in_scope
	input.first_enrolled != ""
	input.exam_month > input.first_enrolled
}

findings contains "两栏生源地不一致" if {
	surely_in_scope
	input.second_origin != ""
	input.origin != ""
	input.origin != input.second_origin
}

findings contains "退回后还没再交" if {
	surely_in_scope
	returned
	input.returned_for != "无法对应学籍"
}

findings contains "绑定年份不对" if {
	surely_in_scope
	input.bound == "是"
	input.bound_year != -1
	input.bound_year != year
	input.delayed == "否"
}

findings contains "定向协议书未上传" if {
	surely_in_scope
	input.talent_plan == "是"
	input.agreement == "否"
}

findings contains "简历待完善" if {
	surely_in_scope
	input.bound == "是"
	input.resume_pct >= 0
	input.resume_pct < 60
}

findings contains "照片待上传" if {
	surely_in_scope
	input.photo == "未上传"
}

findings contains "集体户能否接收" if {
	surely_in_scope
	input.hukou_kind in {"单位临时集体户", "人才市场集体户", "社区集体户"}
}

# ---------------------------------------------------------------- which rule decides on the place of origin
between_enrolments if {
	not graduate
	input.first_enrolled < input.last_enrolled
	input.moved_on >= input.first_enrolled
	input.moved_on < input.last_enrolled
}

own_hukou_without_work if {
	graduate
	input.worked == "否"
	input.hukou_kind == "个人独立户"
	input.hukou_place != input.home
	input.hukou_since != ""
	input.hukou_since < input.last_enrolled
}

rule := "" if {
	out_of_scope
} else := "" if {
	not input.plain
} else := "港澳台学生须人工" if {
	overseas
} else := "师范生" if {
	input.teacher == "是"
} else := "有独立户口无工作" if {
	own_hukou_without_work
} else := "两次入学之间迁移" if {
	input.moved == "是"
	between_enrolments
} else := "入学后家庭迁移" if {
	input.moved == "是"
	input.level == "本科"
} else := "家庭迁移未写明" if {
	input.moved == "是"
} else := "未参加高考" if {
	input.exams == 0
} else := "父母户籍不一致" if {
	input.parents_together == "否"
} else := "两种说法不一" if {
	input.level == "专科"
	not input.hukou_kind in {"单位临时集体户", "学校集体户"}
	input.hukou_place != input.home
} else := "研究生入学前无工作" if {
	graduate
	input.worked == "否"
} else := "本人为高考迁户" if {
	input.own_home != ""
	input.own_home != input.home
} else := "高考前家庭户籍"

# ---------------------------------------------------------------- the first step that is not done
filled if {
	input.school_filled == "是"
	input.personal_filled == "是"
	input.other_filled == "是"
}

submitted if {
	input.submitted_on != ""
	not returned
}

bound_to_this_year if {
	input.bound == "是"
	input.bound_year == year
}

step := "" if {
	not surely_in_scope
} else := "授权登录" if {
	input.logged_in != "是"
} else := "实名认证" if {
	input.category == "内地"
	input.verified != "是"
} else := "学籍绑定" if {
	not bound_to_this_year
} else := "填写信息" if {
	not filled
} else := "提交" if {
	not submitted
} else := "培养单位审核" if {
	input.department_ok != "是"
} else := "学校审核" if {
	input.school_ok != "是"
} else := "省中心审核" if {
	input.center_ok != "是"
} else := "初始化" if {
	input.initialized != "是"
} else := "已完成"

verdict := {"findings": findings, "rule": rule, "step": step}
