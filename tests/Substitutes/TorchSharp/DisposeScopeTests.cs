using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RepDynamics.Tests.Substitutes.TorchContract;

/// <summary>A scope disposes what was made in it, on its thread, except what was moved out.</summary>
public class DisposeScopeTests
{
    [Test]
    public void The_innermost_scope_disposes_what_was_made_in_it()
    {
        Tensor inner, between, after;
        using (NewDisposeScope())
        {
            between = ones([2]);
            using (NewDisposeScope()) inner = ones([2]);
            after = ones([2]);
            Assert.That((inner.IsInvalid, between.IsInvalid, after.IsInvalid), Is.EqualTo((true, false, false)));
        }
        Assert.That((between.IsInvalid, after.IsInvalid), Is.EqualTo((true, true)));
    }

    [Test]
    public void Outside_of_scopes_nothing_is_disposed()
    {
        using Tensor before = ones([2]);
        using (NewDisposeScope())
        {
        }
        using Tensor after = ones([2]);

        Assert.That((before.IsInvalid, after.IsInvalid), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_tensor_moves_out_scope_by_scope()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                using (NewDisposeScope()) moved = ones([2]).MoveToOuterDisposeScope();
                Assert.That(moved.IsInvalid, Is.False);
                moved.MoveToOuterDisposeScope();
            }
            Assert.That(moved.IsInvalid, Is.False);
        }
        Assert.That(moved.IsInvalid, Is.True);
    }

    [Test]
    public void Without_an_outer_scope_a_moved_tensor_is_free()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones([2]).MoveToOuterDisposeScope();

        Assert.That(moved.IsInvalid, Is.False);
        moved.Dispose();
    }

    [Test]
    public void A_detached_tensor_belongs_to_no_scope()
    {
        Tensor detached, moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                detached = ones([2]).DetachFromDisposeScope();
                moved = detached.MoveToOuterDisposeScope();
            }
        }

        Assert.That(moved, Is.SameAs(detached));
        Assert.That(detached.IsInvalid, Is.False);
        detached.Dispose();
    }

    [Test]
    public void Every_order_of_leaving_a_scope_leaves_the_others_in_it()
    {
        Tensor[] tensors;
        using (NewDisposeScope())
        {
            tensors = [.. Enumerable.Range(0, 6).Select(_ => ones([2]))];
            tensors[0].Dispose();
            tensors[5].DetachFromDisposeScope();
            tensors[2].DetachFromDisposeScope();
            tensors[3].Dispose();
        }

        Assert.That(tensors.Select(t => t.IsInvalid), Is.EqualTo(new[] { true, true, false, true, true, false }));
        tensors[2].Dispose();
        tensors[5].Dispose();
    }

    [Test]
    public void An_exception_disposes_on_its_way()
    {
        Tensor? made = null;
        Assert.That(Fail, Throws.InvalidOperationException);
        Assert.That(made!.IsInvalid, Is.True);
        using Tensor outside = ones([2]);
        using (NewDisposeScope())
        {
        }
        Assert.That(outside.IsInvalid, Is.False, "the scope of the failed work is closed");

        void Fail()
        {
            using DisposeScope scope = NewDisposeScope();
            made = ones([2]);
            throw new InvalidOperationException();
        }
    }

    [Test]
    public void Scopes_may_be_disposed_out_of_order()
    {
        DisposeScope outer = NewDisposeScope();
        Tensor first = ones([2]);
        DisposeScope inner = NewDisposeScope();
        Tensor second = ones([2]);

        outer.Dispose();
        Tensor third = ones([2]);
        Assert.That((first.IsInvalid, second.IsInvalid), Is.EqualTo((true, false)));
        inner.Dispose();
        using Tensor fourth = ones([2]);

        Assert.That((second.IsInvalid, third.IsInvalid, fourth.IsInvalid), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Each_thread_has_scopes_of_its_own()
    {
        Tensor? free = null, scoped = null;
        using (NewDisposeScope())
        {
            Thread other = new(() =>
            {
                free = ones([2]);
                using DisposeScope scope = NewDisposeScope();
                scoped = ones([2]);
            });
            other.Start();
            other.Join();
        }

        Assert.That((free!.IsInvalid, scoped!.IsInvalid), Is.EqualTo((false, true)));
        free.Dispose();
    }

    [Test]
    public void A_parameter_takes_the_place_of_its_tensor()
    {
        Tensor data, detached = ones([2]).DetachFromDisposeScope();
        Parameter parameter, kept;
        using (NewDisposeScope())
        {
            data = ones([2]);
            using (NewDisposeScope())
            {
                parameter = nn.Parameter(data);
                kept = nn.Parameter(detached);
            }
            Assert.That(data.IsInvalid, Is.True, "it gave its memory away");
            Assert.That((parameter.IsInvalid, parameter.requires_grad), Is.EqualTo((false, true)));
        }

        Assert.That((parameter.IsInvalid, kept.IsInvalid), Is.EqualTo((true, false)));
        kept.Dispose();
    }

    [Test]
    public void Layers_outlive_the_scope_they_were_made_in()
    {
        nn.Module<Tensor, Tensor> norm;
        using (NewDisposeScope()) norm = nn.BatchNorm2d(3);

        Assert.That(norm.state_dict().Values.Select(t => t.IsInvalid), Has.Exactly(5).False);
        norm.Dispose();
    }

    [Test]
    public void Tensors_are_counted_until_they_are_disposed()
    {
        Substitute.CollectForgotten();
        long before = Tensor.TotalCount;
        Tensor x = ones([2]);
        Tensor y = x.add(x);
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(2));
        x.add_(y).mul_(2);
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(2), "work in place makes no tensor");
        x.Dispose();
        x.Dispose();
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(1));
        y.Dispose();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Forgotten_tensors_are_freed_by_their_finalizers()
    {
        Substitute.CollectForgotten();
        long before = Tensor.TotalCount;
        Forget(100);
        Substitute.CollectForgotten();

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        long before = Tensor.TotalCount;
        Tensor[] tensors = [.. Enumerable.Range(0, count).Select(_ => ones([2]))];
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(count));
        GC.KeepAlive(tensors);
    }
}
