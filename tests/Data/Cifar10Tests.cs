using RepDynamics.Data;

namespace RepDynamics.Tests.Data;

public class Cifar10Tests : Cifar10Fixture
{
    private static readonly int[] Four = [8, 0, 6, 1];

    [Test]
    public void Every_image_is_read_with_its_label()
    {
        ImageSet set = files.Load();
        Assert.That((set.Count, set.Channels, set.Height, set.Width), Is.EqualTo((100, 3, 32, 32)));
        Assert.That(set.ClassNames, Is.EqualTo(Cifar10.Names));
        Assert.That(set.TrueLabels, Is.EqualTo(Positions(set).Select(position => (position + 3) % 10)));
        Assert.That(Positions(set), Is.EquivalentTo(Enumerable.Range(0, 100)));
        byte[] file = File.ReadAllBytes(files["data_batch_2.bin"]);
        Assert.That(set.Image(Array.IndexOf(Positions(set), 25)).ToArray(), Is.EqualTo(file[(Cifar10Files.Offset(5) + 1)..Cifar10Files.Offset(6)]));
    }

    [Test]
    public void The_test_split_reads_the_test_file_alone()
    {
        File.Delete(files["data_batch_1.bin"]);
        ImageSet set = files.Load(split: DataSplit.Test);
        Assert.That(Positions(set), Is.EquivalentTo(Enumerable.Range(100, 20)));
    }

    [Test]
    public void Classes_are_relabelled_in_the_order_given()
    {
        ImageSet set = files.Load(Four);
        Assert.That(set.ClassNames, Is.EqualTo(new[] { "ship", "airplane", "frog", "automobile" }));
        Assert.That(set.Count, Is.EqualTo(40));
        for (int i = 0; i < set.Count; i++)
            Assert.That(Four[set.TrueLabels[i]], Is.EqualTo((Positions(set)[i] + 3) % 10));
    }

    [Test]
    public void A_counted_choice_is_balanced_and_takes_no_image_twice()
    {
        ImageSet set = files.Load(Four, 18);
        Assert.That(set.TrueLabels, Is.EqualTo(Enumerable.Range(0, 18).Select(i => i % 4)));
        Assert.That(Positions(set), Is.Unique);
    }

    [Test]
    public void The_choice_depends_on_the_seed_and_nothing_else()
    {
        ImageSet set = files.Load(Four, 16);
        Assert.That(files.Load(Four, 16).Fingerprint, Is.EqualTo(set.Fingerprint));
        Assert.That(files.Load(Four, 16, seed: 4).Fingerprint, Is.Not.EqualTo(set.Fingerprint));
        Assert.That(Positions(files.Load(Four, 10)), Is.EqualTo(Positions(set)[..10]));
    }

    [Test]
    public void Other_classes_do_not_disturb_the_choice_within_a_class()
    {
        IEnumerable<int> ships = Positions(files.Load(Four, 16)).Where(p => (p + 3) % 10 == 8);
        IEnumerable<int> again = Positions(files.Load([2, 8], 8)).Where(p => (p + 3) % 10 == 8);
        Assert.That(again, Is.EqualTo(ships));
    }

    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    public void Downsampling_takes_the_mean_of_each_square(int factor)
    {
        ImageSet full = files.Load();
        ImageSet small = files.Load(downsample: factor);
        int side = 32 / factor;
        Assert.That((small.Height, small.Width), Is.EqualTo((side, side)));
        for (int at = 0; at < 7 * 3 * side * side; at++)
        {
            (int image, int c, int y, int x) = (at / (3 * side * side), at / (side * side) % 3, at / side % side, at % side);
            IEnumerable<double> squares = from dy in Enumerable.Range(0, factor)
                                          from dx in Enumerable.Range(0, factor)
                                          select (double)full.Image(image)[(((c * 32) + (y * factor) + dy) * 32) + (x * factor) + dx];
            Assert.That(small.Pixels[at], Is.EqualTo(Math.Floor(squares.Average() + .5)));
        }
    }

    [TestCase(0, 0, 0, 0, 0)]
    [TestCase(255, 255, 255, 255, 255)]
    [TestCase(0, 0, 0, 1, 0)]
    [TestCase(0, 0, 1, 1, 1)]
    [TestCase(9, 9, 9, 10, 9)]
    public void A_mean_that_ends_in_a_half_is_rounded_up(byte a, byte b, byte c, byte d, byte expected)
    {
        // Both images of class 3.
        foreach (int record in new[] { 0, 10 })
        {
            foreach ((int offset, byte value) in new[] { (1, a), (2, b), (33, c), (34, d) })
                files.SetByte("test_batch.bin", Cifar10Files.Offset(record) + offset, value);
        }
        ImageSet set = files.Load([3, 4], downsample: 2, split: DataSplit.Test);
        Assert.That(set.Pixels[0], Is.EqualTo(expected));
    }

    /// <summary>The position over all files, which the made-up files keep in the first pixel.</summary>
    private static int[] Positions(ImageSet set) => [.. Enumerable.Range(0, set.Count).Select(i => (int)set.Image(i)[0])];
}
