using RepDynamics.Dynamics;

namespace RepDynamics.Tests.Dynamics;

public class EpochCurvesTests
{
    [Test]
    public void A_monotone_curve_is_not_changed_by_the_running_median_and_a_single_jump_is_removed()
    {
        double[] rising = [.1, .2, .3, .5, .8, .9];
        Assert.That(EpochCurves.Smooth(rising), Is.EqualTo(rising));
        Assert.That(EpochCurves.Smooth([.1, .2, .9, .3, .4, .5]), Is.EqualTo(new[] { .1, .2, .3, .4, .4, .5 }));
        Assert.That(EpochCurves.Smooth([]), Is.Empty);
    }

    [Test]
    public void Perfect_fit_is_the_first_smooth_epoch_after_which_nine_in_ten_are_perfect()
    {
        ImmutableArray<double> given = [.3, .6, .9, .99, .996, .5, .997, 1, 1, 1, 1, 1, 1, 1];
        // The dip at epoch 6 is a single one; the median of epoch 5 is .99, that of epoch 6 .996.
        Assert.That(Of(given).PerfectFit, Is.EqualTo(6));
        Assert.That(Of([.. given.Take(4)]).PerfectFit, Is.Null);
        Assert.That(Of([.. Enumerable.Repeat(1.0, 5), .. Enumerable.Repeat(.9, 20)]).PerfectFit, Is.Null, "it does not last");
    }

    [Test]
    public void Half_is_reached_between_the_middles_of_two_epochs()
    {
        EpochCurves curves = Of([0]);
        Assert.That(curves.Half([.3, .4, .6, .7]), Is.EqualTo(2.0).Within(1e-12), "halfway between 1.5 and 2.5");
        Assert.That(curves.Half([.75, .8]), Is.EqualTo(.25).Within(1e-12), "from .25, chance, at the start");
        Assert.That(curves.Half([.3, .4]), Is.Null);
        Assert.That((curves with { Classes = 2 }).Half([.6, .8]), Is.EqualTo(.5), "chance is one half: the middle of the first epoch");
    }

    [Test]
    public void The_lag_is_the_ratio_of_both_times_in_logarithms()
    {
        EpochCurves curves = Of([0]) with { Right = [.3, .7, .9, .9], WrongGiven = [.2, .2, .3, .7], WrongTrue = [.3, .6, .5, .2] };
        Assert.That(curves.MemorizationLag, Is.EqualTo(Math.Log(curves.Half(curves.WrongGiven)!.Value / curves.Half(curves.Right)!.Value)));
        Assert.That((curves with { WrongGiven = curves.Right }).MemorizationLag, Is.Zero);
        Assert.That((curves with { WrongGiven = [] }).MemorizationLag, Is.Null);
        Assert.That((curves with { WrongGiven = [.1, .2] }).MemorizationLag, Is.Null);
    }

    [Test]
    public void Generalization_is_the_first_highest_point_of_the_true_labels()
    {
        Assert.That((Of([0]) with { WrongTrue = [.3, .5, .5, .4, .3] }).Generalization, Is.EqualTo(2));
        Assert.That((Of([0]) with { WrongTrue = [] }).Generalization, Is.Null);
    }

    [Test]
    public void A_condition_that_memorizes_from_the_start_lacks_learning()
    {
        EpochCurves memorizes = Of([0]) with { WrongTrue = [.26, .24, .2, .1, 0], WrongImages = 200 };
        // Two standard errors of 5 x 200 images above chance: .25 + 2 sqrt(.25 .75 / 1000) = .277.
        Assert.That(EpochCurves.LacksLearning([memorizes, memorizes, memorizes, memorizes, memorizes]), Is.EqualTo(
            "no learning phase: at best 0.260 of the wrongly labelled images are classified as their true class; 0.277 is two standard errors above chance."));
        EpochCurves learns = memorizes with { WrongTrue = [.26, .3, .3, .3, .1] };
        Assert.That(EpochCurves.LacksLearning([learns, learns, learns, learns, learns]), Is.Null);
        Assert.That(EpochCurves.LacksLearning([learns]), Is.Not.Null, "not above .311, for 200 images");
        Assert.That(EpochCurves.LacksLearning([Of([0]) with { WrongImages = 0 }]), Is.Null, "no label is wrong");
        Assert.That(EpochCurves.LacksLearning([]), Is.Null);
    }

    private static EpochCurves Of(ImmutableArray<double> given) =>
        new(Given: given, Right: given, WrongGiven: given, WrongTrue: given, WrongImages: 1, Classes: 4);
}
