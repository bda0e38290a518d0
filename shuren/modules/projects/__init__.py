"""信息化项目与经费: from what is needed to what it was good for, and every yuan between.

Words: a *project* (项目) begins as a need (立项申请) that is reviewed; granted, it draws on a *budget line* (预算指标)
of an authority. What is bought for it is kept as *records* (登记): an announced purchase, its award, the contract, its
milestones, payments. A record is never edited: a wrong one is *reversed* (冲销) and made anew. Accepted, the project
owes the *use* (使用情况) of every month and after a year a *review* (绩效自评). *Idle* (闲置) is what nobody has used.
"""
