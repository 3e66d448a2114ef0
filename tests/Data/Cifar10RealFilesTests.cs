using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

/// <summary>The real data set, on machines that have it.</summary>
public class Cifar10RealFilesTests
{
    [OneTimeSetUp]
    public void Skip_where_the_data_set_is_absent()
    {
        string folder = Cifar10.FindFolder();
        if (!Directory.Exists(folder))
        {
            Assert.Ignore(
                $"CIFAR-10 is not on this machine ({folder} does not exist; {Cifar10.FolderVariable} can name another folder).");
        }
    }

    [TestCase(DataSplit.Train, Cifar10.TrainPerClass)]
    [TestCase(DataSplit.Test, Cifar10.TestPerClass)]
    public void Every_class_has_its_number_of_images(DataSplit split, int perClass)
    {
        ImageSet set = Cifar10.Load(Cifar10Files.AllClasses, 10 * perClass, 8, split: split);
        Assert.That(set.TrueLabels.CountBy(label => label).Select(c => c.Value), Is.All.EqualTo(perClass));
        Assert.That(set.Classes, Is.EqualTo(10));
    }

    [Test]
    public void The_selection_of_the_small_profile_can_be_read()
    {
        ImageSet set = Cifar10.Load([0, 1, 6, 8], 1000, 2);
        Assert.That((set.Count, set.Height, set.Width), Is.EqualTo((1000, 16, 16)));
        Assert.That(set.TrueLabels.CountBy(label => label).Select(c => c.Value), Is.All.EqualTo(250));
        // Natural images are neither black nor white; the mean of CIFAR-10's pixels is about 121 of 255.
        Assert.That(set.Pixels.Average(p => p), Is.InRange(90, 160));
    }
}
