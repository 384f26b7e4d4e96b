"""The programme office: the plan, its registers, its indicators and its reports."""
