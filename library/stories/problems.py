"""Errors of stories, with their messages to staff and readers."""

from library.errors import name_problems, problem

StoryNotFoundError = problem("Không có bài này, hoặc bài chưa đăng.", status=404)
NoStoryTitleError = problem("Bài chưa có tên. Hãy ghi tên bài.", status=400)
BadStoryDocumentError = problem(
    "Không thấy tài liệu hoặc trang “{0}”. Hãy mở trang ấy như bạn đọc, chép địa chỉ trên "
    "thanh địa chỉ rồi dán vào đây, hoặc ghi mã tài liệu.",
    status=400,
)
EmptyStoryError = problem("Bài chưa có phần nào. Hãy viết ít nhất một phần rồi đăng.", status=409)
StoryIsPublicError = problem(
    "Bài này đang đăng, nên chỉ người có quyền công bố sửa được, và gỡ xuống rồi mới xóa "
    "được. Hãy nhờ người ấy sửa, hoặc tạm gỡ bài xuống.",
    status=403,
)
BadStoryFileError = problem("Không đọc được tệp bài “{0}”: {1}.", status=400)

name_problems(globals())
