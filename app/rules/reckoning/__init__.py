"""Days and amounts that the law reckons: holidays, time limits, reimbursements."""
