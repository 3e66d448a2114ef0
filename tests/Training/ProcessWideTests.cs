using RepDynamics.Probes;
using RepDynamics.Tests.Probes;
using RepDynamics.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Training;

/// <summary>Tests that count the tensors of the process, or change its threads or precision: nothing else may run beside them.</summary>
[NonParallelizable]
public class ProcessWideTests
{
    [TestCaseSource(typeof(TrainerTests), nameof(TrainerTests.Recipes))]
    public void A_run_leaves_no_tensor_behind(Recipe recipe)
    {
        Trainer trainer = recipe.Counted().Trainer();
        trainer.Run(_ => { }, featureImages: 12); // whatever is made once is made now

        Assert.That(LiveTensors.LeftBy(() => trainer.Run(_ => { }, featureImages: 12)), Is.Zero);
    }

    [TestCaseSource(typeof(ResumeTests), nameof(ResumeTests.Conditions)), Category("Slow")]
    public void A_resumed_run_leaves_no_tensor(Recipe recipe)
    {
        using var whole = Trace.Of(recipe);
        TrainingHooks hooks = new()
        {
            Snapshot = _ => { },
            ResumePoint = state => state.Dispose(),
            ResumeInterval = TimeSpan.Zero,
            ResumeFrom = whole.Points[4],
            FeatureImages = 12,
        };
        Trainer trainer = recipe.Counted().Trainer();
        trainer.Run(hooks); // whatever is made once is made now

        Assert.That(LiveTensors.LeftBy(() => trainer.Run(hooks)), Is.Zero);
    }

    [Test]
    public void Fitting_and_classifying_leave_no_tensor_behind([Values(20, 90)] int count)
    {
        using DisposeScope scope = NewDisposeScope();
        var problem = Problem.Of(40, count, 3, 5, 8);
        Tensor features = problem.Features, labels = problem.LabelTensor;
        long before = Tensor.TotalCount;
        using (var first = LinearProbe.Fit(Problem.Subject, features, labels, 3))
        using (var probe = LinearProbe.Fit(Problem.Subject, features, labels, 3, new ProbeOptions { L2 = 0.1 }, first))
        {
            probe.Classes(features).Dispose();
            probe.Logits(features).Dispose();
        }
        Assert.That(() => LinearProbe.Fit(Problem.Subject, features, labels, 3, new ProbeOptions { MaximalIterations = 1 }), Throws.TypeOf<ProbeException>());

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [TestCaseSource(typeof(InitializationTests), nameof(InitializationTests.Recipes))]
    public void Weights_depend_on_the_seed_alone(NetworkRecipe recipe)
    {
        Dictionary<string, float[]> usual = InitializationTests.Drawn(recipe, 1);
        int threads = get_num_threads();
        try
        {
            set_num_threads(2);
            using Tensor noise = nn.Linear(64, 64).weight.clone(); // moves libtorch's own generator on
            Assert.That(InitializationTests.Drawn(recipe, 1), Is.EqualTo(usual));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    // Settings of the process, which can be made without a GPU, too.
    [Test]
    public void Tf32_is_allowed_and_forbidden_for_products_and_convolutions()
    {
        ProductPrecision.AllowTf32(true);
        Assert.That((backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32), Is.EqualTo((true, true)));

        ProductPrecision.AllowTf32(false);
        Assert.That((backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32), Is.EqualTo((false, false)));
    }
}
