"""应用接入: which apps get what about whom, decided by the authority, switched on by a school, seen by everybody.

Words: vendor 应用提供者, app 应用, data item 数据项, review 接入审核, switch-on 开通, consent 同意,
sandbox 测试环境, catalogue 应用目录, clean-up 清理. Publishes nothing yet. Other modules enter by `api`:
sign-in and rostering ask here what an app may be told of somebody.
"""
