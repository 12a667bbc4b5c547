from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rectification", "0010_abnormal_items_counted")]

    operations = [
        migrations.AddField(
            model_name="countysignal",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="countysignal", name="issuer", field=models.CharField(max_length=200)
        ),
        migrations.AlterField(
            model_name="countysignal", name="number", field=models.CharField(max_length=200)
        ),
        migrations.AlterField(
            model_name="countysignal",
            name="lifted_number",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
