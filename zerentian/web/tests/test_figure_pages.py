"""The page of all figures."""

from django.urls import reverse


def test_figures_stand_under_one_heading_each_and_the_page_leads_to_it(client_of, leader) -> None:
    answer = client_of(leader).get(reverse("figures"))
    titles = [group["title"] for group in answer.context["groups"]]
    assert len(titles) == len(set(titles))
    page = answer.content.decode()
    for group in answer.context["groups"]:
        assert f'href="#g-{group["code"]}"' in page
        assert f'id="g-{group["code"]}"' in page
