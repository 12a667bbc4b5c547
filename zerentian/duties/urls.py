"""The addresses of duties, deeds and tasks."""

from django.urls import path

from zerentian.duties.views import basis, board, deeds, keeping, personal, tasks

app_name = "duties"
urlpatterns = [
    path("", board.board, name="board"),
    path("new/", board.duty_new, name="duty-new"),
    path("<int:pk>/correct/", keeping.duty_correct, name="duty-correct"),
    path("<int:pk>/hand-over/", keeping.duty_hand_over, name="duty-hand-over"),
    path("thresholds/", keeping.thresholds, name="thresholds"),
    path("in-person/", personal.personal_list, name="personal-list"),
    path("in-person/new/", personal.personal_new, name="personal-new"),
    path("in-person/<int:pk>/withdraw/", personal.personal_withdraw, name="personal-withdraw"),
    path("<int:pk>/retire/", board.duty_retire, name="duty-retire"),
    path("<int:pk>/", board.duty_detail, name="duty-detail"),
    path("occurrences/<int:pk>/", board.occurrence_detail, name="occurrence-detail"),
    path("occurrences/<int:pk>/excuse/", board.occurrence_excuse, name="occurrence-excuse"),
    path("deeds/", deeds.deed_list, name="deed-list"),
    path("deeds/new/", deeds.deed_new, name="deed-new"),
    path("deeds/<int:pk>/", deeds.deed_detail, name="deed-detail"),
    path("deeds/<int:pk>/correct/", deeds.deed_correct, name="deed-correct"),
    path("deeds/<int:pk>/withdraw/", deeds.deed_withdraw, name="deed-withdraw"),
    path("deeds/<int:pk>/evidence/", deeds.deed_evidence, name="deed-evidence"),
    path("deeds/<int:pk>/files/<str:sha256>/", keeping.deed_file_withdraw, name="deed-file-withdraw"),
    path("deeds/<int:pk>/verify/", deeds.deed_verify, name="deed-verify"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/new/", tasks.task_new, name="task-new"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<int:pk>/hand-over/", keeping.task_hand_over, name="task-hand-over"),
    path("tasks/<int:pk>/<str:step>/", tasks.task_step, name="task-step"),
    path("basis/", basis.basis_list, name="basis-list"),
    path("basis/new/", keeping.basis_new, name="basis-new"),
    path("basis/<int:pk>/repeal/", keeping.basis_repeal, name="basis-repeal"),
    path("basis/<int:pk>/", basis.basis_detail, name="basis-detail"),
    path("functions/", basis.function_list, name="function-list"),
    path("functions/import/", basis.function_import, name="function-import"),
]
